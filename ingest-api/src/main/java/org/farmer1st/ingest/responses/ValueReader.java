package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.Place;
import org.farmer1st.ingest.input.Times;
import org.farmer1st.ingest.input.Utf8;
import org.farmer1st.ingest.surveys.Question;
import org.farmer1st.schemas.NumberValues;

/**
 * Reads the value of one question that is no repeat, as {@link Answers} keeps it. The parser stands on the value, which
 * is not null, and is left on its last token. What is wrong is reported and read as {@link #WRONG}.
 */
final class ValueReader {

    /** Stands for an answer that was given and is wrong. */
    static final Object WRONG = new Object();

    private static final int LONGEST_TEXT = 32_768;

    /** In an answer to a select that names no choices; one that does bounds them itself. */
    private static final int MOST_UNNAMED_CHOICES = 100;

    private static final double HIGHEST_LATITUDE = 90;
    private static final double HIGHEST_LONGITUDE = 180;

    private final Faults faults;

    ValueReader(Faults faults) {
        this.faults = faults;
    }

    Object read(JsonParser json, Question question, Place place) throws IOException {
        return switch (question.type()) {
            case INTEGER -> integer(json, question, place);
            case DECIMAL -> decimal(json, question, place);
            case TEXT -> text(json, question, place);
            case SELECT_ONE -> choice(json, question, place);
            case SELECT_MULTIPLE -> choices(json, question, place);
            case DATE -> date(json, question, place);
            case DATETIME -> datetime(json, question, place);
            case GEOPOINT -> position(json, place, question.name());
            case REPEAT -> throw new IllegalArgumentException("A repeat has no value");
        };
    }

    private Object integer(JsonParser json, Question question, Place place) throws IOException {
        if (!json.currentToken().isNumeric()) {
            return wrong(json, place, question.name(), "must be a whole number");
        }
        long value;
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            value = json.getLongValue();
        } else {
            try {
                // 1.0 and 1e3 are whole numbers too.
                BigDecimal number = json.getDecimalValue();
                value = number.longValueExact();
            } catch (ArithmeticException e) {
                return wrong(json, place, question.name(), "must be a whole number of 64 bits");
            }
        }
        return inRange(value, question, place) ? (Object) value : WRONG;
    }

    private Object decimal(JsonParser json, Question question, Place place) throws IOException {
        if (!json.currentToken().isNumeric()) {
            return wrong(json, place, question.name(), "must be a number");
        }
        // Adding 0 makes 0 of -0, which is the same answer.
        double value = json.getDoubleValue() + 0.0;
        if (Math.abs(value) > NumberValues.LARGEST_ANSWER) {
            return wrong(json, place, question.name(), "is too large a number");
        }
        return inRange(value, question, place) ? (Object) value : WRONG;
    }

    private boolean inRange(double value, Question question, Place place) {
        if (question.min() != null && value < question.min()) {
            faults.add(place, question.name(), "must be " + plain(question.min()) + " or more");
            return false;
        }
        if (question.max() != null && value > question.max()) {
            faults.add(place, question.name(), "must be " + plain(question.max()) + " or less");
            return false;
        }
        return true;
    }

    private Object text(JsonParser json, Question question, Place place) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return wrong(json, place, question.name(), "must be a text");
        }
        String value = json.getText();
        if (value.length() > LONGEST_TEXT) {
            return wrong(json, place, question.name(), "must not be longer than " + LONGEST_TEXT + " characters");
        }
        if (!isStorable(value)) {
            return wrong(json, place, question.name(), "must not hold control characters or halves of characters");
        }
        return value.isEmpty() ? null : value;
    }

    private Object choice(JsonParser json, Question question, Place place) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return wrong(json, place, question.name(), "must be one of the choices, as a text");
        }
        String value = json.getText();
        return question.takes(value) ? value : wrong(json, place, question.name(), noChoiceOf(question));
    }

    private static String noChoiceOf(Question question) {
        return question.choices().isEmpty()
                ? "must be a text of 1 to " + Names.LONGEST_CHOICE + " characters on one line"
                : "is not one of the choices";
    }

    private Object choices(JsonParser json, Question question, Place place) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return wrong(json, place, question.name(), "must be a list of choices");
        }
        List<String> chosen = new ArrayList<>();
        boolean right = true;
        for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            String element = question.name() + '[' + i + ']';
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                wrong(json, place, element, "must be one of the choices, as a text");
                right = false;
            } else if (!question.takes(json.getText())) {
                faults.add(place, element, noChoiceOf(question));
                right = false;
            } else if (question.choices().isEmpty() && chosen.size() == MOST_UNNAMED_CHOICES) {
                faults.add(place, element, "is more than " + MOST_UNNAMED_CHOICES + " choices");
                right = false;
            } else if (chosen.contains(json.getText())) {
                faults.add(place, element, "is chosen twice");
                right = false;
            } else {
                chosen.add(json.getText());
            }
        }
        if (!right) {
            return WRONG;
        }
        Collections.sort(chosen);
        return chosen.isEmpty() ? null : chosen;
    }

    private Object date(JsonParser json, Question question, Place place) throws IOException {
        LocalDate day = json.currentToken() == JsonToken.VALUE_STRING ? Times.day(json.getText()) : null;
        return day != null ? day : wrong(json, place, question.name(), "must be a day in ISO 8601, such as 2026-11-20");
    }

    private Object datetime(JsonParser json, Question question, Place place) throws IOException {
        Instant moment = json.currentToken() == JsonToken.VALUE_STRING ? Times.instant(json.getText()) : null;
        return moment != null
                ? moment
                : wrong(
                        json,
                        place,
                        question.name(),
                        "must be a date and time with an offset in ISO 8601, such as 2026-11-20T08:15:00Z");
    }

    /** A position in a field; {@link #WRONG} where it is none. */
    Object position(JsonParser json, Place place, String field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return wrong(json, place, field, "must be {\"latitude\":…,\"longitude\":…}");
        }
        Place inside = place.in(field);
        Double latitude = null;
        Double longitude = null;
        Double accuracy = null;
        Double altitude = null;
        boolean right = true;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            Double before =
                    switch (name) {
                        case "latitude" -> latitude;
                        case "longitude" -> longitude;
                        case "accuracyMeters" -> accuracy;
                        case "altitude" -> altitude;
                        default -> null;
                    };
            if (before != null) {
                wrong(json, inside, name, "is there twice");
                right = false;
                continue;
            }
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            Double value = json.currentToken().isNumeric() ? (Double) (json.getDoubleValue() + 0.0) : null;
            switch (name) {
                case "latitude" -> {
                    latitude = value;
                    right &= within(json, inside, name, value, -HIGHEST_LATITUDE, HIGHEST_LATITUDE);
                }
                case "longitude" -> {
                    longitude = value;
                    right &= within(json, inside, name, value, -HIGHEST_LONGITUDE, HIGHEST_LONGITUDE);
                }
                case "accuracyMeters" -> {
                    accuracy = value;
                    right &= within(json, inside, name, value, 0, 1e9);
                }
                case "altitude" -> {
                    altitude = value;
                    right &= within(json, inside, name, value, -1e9, 1e9);
                }
                default -> {
                    wrong(json, inside, name, "is not a field of a position");
                    right = false;
                }
            }
        }
        if (right && (latitude == null || longitude == null)) {
            faults.add(place, field, "must have a latitude and a longitude");
            return WRONG;
        }
        return right ? new Position(latitude, longitude, accuracy, altitude) : WRONG;
    }

    private boolean within(JsonParser json, Place place, String field, Double value, double least, double most)
            throws IOException {
        if (value == null || !(value >= least && value <= most)) {
            wrong(json, place, field, "must be a number from " + plain(least) + " to " + plain(most));
            return false;
        }
        return true;
    }

    /** Reports a fault, and leaves the value behind. */
    private Object wrong(JsonParser json, Place place, String field, String message) throws IOException {
        faults.add(place, field, message);
        json.skipChildren();
        return WRONG;
    }

    /** Whether every part of the platform can keep it: no control characters but white space, whole characters only. */
    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ' && character != '\n' && character != '\r' && character != '\t') {
                return false;
            }
        }
        return Utf8.canHold(text);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
