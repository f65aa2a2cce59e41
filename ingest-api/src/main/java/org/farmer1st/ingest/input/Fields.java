package org.farmer1st.ingest.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/** Reads single fields of a JSON document that is held as a tree. A field that is null counts as left out; what is wrong is reported and null. */
public final class Fields {

    private static final int LONGEST_TEXT = 1_000;
    private static final int MOST_WHOLE_DIGITS = 18;
    private static final int MOST_DECIMAL_DIGITS = 40;

    private final Faults faults;

    public Fields(Faults faults) {
        this.faults = faults;
    }

    /** Reports each field of an object that is not among the known ones. */
    public void onlyThese(JsonNode object, Place place, Set<String> known) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                faults.add(place, field.getKey(), "is not a field that is known here");
            }
        }
    }

    /** A text that must be there. */
    public String requiredText(JsonNode object, Place place, String field) {
        return present(object, place, field) ? text(object, place, field) : null;
    }

    /** A text that is not blank. */
    public String text(JsonNode object, Place place, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > LONGEST_TEXT
                || value.textValue().indexOf('\0') >= 0
                || !Utf8.canHold(value.textValue())) {
            faults.add(place, field, "must be a text of 1 to " + LONGEST_TEXT + " characters");
            return null;
        }
        return value.textValue();
    }

    /** A whole number from {@code least} to {@code most} that must be there. */
    public Long requiredWhole(JsonNode object, Place place, String field, long least, long most) {
        return present(object, place, field) ? whole(object, place, field, least, most, null) : null;
    }

    /** A whole number from {@code least} to {@code most}, or {@code absent}. */
    public Long whole(JsonNode object, Place place, String field, long least, long most, Long absent) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        boolean whole = value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
        if (!whole || value.longValue() < least || value.longValue() > most) {
            faults.add(place, field, "must be a whole number from " + least + " to " + most);
            return absent;
        }
        return value.longValue();
    }

    /**
     * A number of so few digits that every reader of the definition can read it: without an exponent, as Postgres' jsonb spells
     * it, too.
     */
    public Double number(JsonNode object, Place place, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        boolean fits = value.isNumber()
                && (value.isIntegralNumber() ? value.canConvertToLong() : isShort(value.doubleValue()));
        if (!fits) {
            faults.add(
                    place,
                    field,
                    "must be a number, with " + MOST_WHOLE_DIGITS + " digits before the point and "
                            + MOST_DECIMAL_DIGITS + " behind it at most");
            return null;
        }
        return value.doubleValue();
    }

    private static boolean isShort(double number) {
        if (!Double.isFinite(number)) {
            return false;
        }
        BigDecimal digits = BigDecimal.valueOf(number);
        return digits.precision() - digits.scale() <= MOST_WHOLE_DIGITS && digits.scale() <= MOST_DECIMAL_DIGITS;
    }

    /** True, false or null. */
    public Boolean flag(JsonNode object, Place place, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            faults.add(place, field, "must be true or false");
            return null;
        }
        return value.booleanValue();
    }

    /** A list that must be there. */
    public JsonNode requiredArray(JsonNode object, Place place, String field) {
        if (!present(object, place, field)) {
            return null;
        }
        if (!object.path(field).isArray()) {
            faults.add(place, field, "must be a list");
            return null;
        }
        return object.path(field);
    }

    /** An object that must be there, with no fields but the known ones. */
    public JsonNode requiredObject(JsonNode object, Place place, String field, Set<String> known) {
        if (!present(object, place, field)) {
            return null;
        }
        JsonNode value = object.path(field);
        if (!value.isObject()) {
            faults.add(place, field, "must be an object");
            return null;
        }
        onlyThese(value, place.in(field), known);
        return value;
    }

    private boolean present(JsonNode object, Place place, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            faults.add(place, field, "is missing");
            return false;
        }
        return true;
    }
}
