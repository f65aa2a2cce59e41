package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;

/**
 * Single values of an ODK export as the API wants them. What doesn't fit its type is passed on as it is, so that the API names
 * it with its path instead of this program guessing.
 */
final class OdkValues {

    private static final String LATITUDE = "Latitude";
    private static final String LONGITUDE = "Longitude";
    private static final String ALTITUDE = "Altitude";
    private static final String ACCURACY = "Accuracy";

    private OdkValues() {}

    /** Whether nothing was answered. */
    static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isArray() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty());
    }

    /** The question that a column belongs to: {@code gps} of {@code gps:Latitude}, otherwise the column itself. */
    static String questionOf(String column) {
        int colon = column.lastIndexOf(':');
        return colon < 0 ? column : column.substring(0, colon);
    }

    /** The answer to a question of {@code type}; null where there is none. */
    static JsonNode value(String type, JsonNode value) {
        if (isEmpty(value)) {
            return null;
        }
        return switch (type) {
            case "integer", "decimal" -> number(type, value);
            case "select_multiple" -> choices(value);
            case "date" -> date(value);
            case "text", "select_one" -> value.isValueNode() ? TextNode.valueOf(value.asText()) : value;
            default -> value;
        };
    }

    /** The position in {@code question:Latitude} and its siblings, or in ODK's own {@code "lat lon alt acc"}; or null. */
    static JsonNode geopoint(String question, JsonNode given) {
        JsonNode direct = given.path(question);
        if (direct.isTextual()) {
            return isEmpty(direct) ? null : geopoint(direct);
        }
        if (!isEmpty(direct)) {
            return direct;
        }
        JsonNode latitude = given.path(question + ":" + LATITUDE);
        JsonNode longitude = given.path(question + ":" + LONGITUDE);
        if (isEmpty(latitude) || isEmpty(longitude)) {
            return null;
        }
        return position(
                latitude, longitude, given.path(question + ":" + ALTITUDE), given.path(question + ":" + ACCURACY));
    }

    private static JsonNode geopoint(JsonNode text) {
        String[] parts = text.textValue().strip().split("\\s+");
        if (parts.length < 2 || parts.length > 4) {
            return text;
        }
        return position(
                TextNode.valueOf(parts[0]),
                TextNode.valueOf(parts[1]),
                parts.length > 2 ? TextNode.valueOf(parts[2]) : JsonNodeFactory.instance.missingNode(),
                parts.length > 3 ? TextNode.valueOf(parts[3]) : JsonNodeFactory.instance.missingNode());
    }

    private static JsonNode position(JsonNode latitude, JsonNode longitude, JsonNode altitude, JsonNode accuracy) {
        ObjectNode position = JsonNodeFactory.instance.objectNode();
        position.set("latitude", number("decimal", latitude));
        position.set("longitude", number("decimal", longitude));
        if (!isEmpty(altitude)) {
            position.set("altitude", number("decimal", altitude));
        }
        if (!isEmpty(accuracy)) {
            position.set("accuracyMeters", number("decimal", accuracy));
        }
        return position;
    }

    private static JsonNode number(String type, JsonNode value) {
        BigDecimal number;
        try {
            number = value.isNumber()
                    ? value.decimalValue()
                    : new BigDecimal(value.asText().strip());
        } catch (NumberFormatException e) {
            return value;
        }
        if (type.equals("decimal")) {
            return DecimalNode.valueOf(number);
        }
        try {
            return LongNode.valueOf(number.longValueExact());
        } catch (ArithmeticException e) {
            return value;
        }
    }

    private static JsonNode choices(JsonNode value) {
        if (!value.isTextual()) {
            return value;
        }
        ArrayNode choices = JsonNodeFactory.instance.arrayNode();
        for (String choice : value.textValue().strip().split("\\s+")) {
            choices.add(choice);
        }
        return choices;
    }

    /** ODK Central gives the day alone, other tools a time with it. */
    private static JsonNode date(JsonNode value) {
        String text = value.asText();
        return text.length() > 10 && text.charAt(10) == 'T' ? TextNode.valueOf(text.substring(0, 10)) : value;
    }
}
