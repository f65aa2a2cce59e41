package org.farmer1st.serving.catalog;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.farmer1st.postgres.attached.ViewColumn;

/** Values of attached views, by their type: as somebody asks for them, and as they are answered. */
final class ViewValue {

    private static final int LONGEST_TEXT = 1000;
    private static final int LAST_YEAR = 9999;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,100}(\\.\\d{1,100})?");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern MOMENT = Pattern.compile("\\d{4}-.{1,40}");

    private ViewValue() {}

    /**
     * A value that was asked for, as Postgres reads it.
     *
     * @param text of 1,000 characters at most
     * @throws IllegalArgumentException that says what it must be
     */
    static String parse(ViewColumn.Type type, String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("must be a text of " + LONGEST_TEXT + " characters at most");
        }
        return parseAnyLength(type, text);
    }

    /**
     * A value of a row, as Postgres reads it.
     *
     * @throws IllegalArgumentException that says what it must be
     */
    static String parseAnyLength(ViewColumn.Type type, String text) {
        try {
            return switch (type) {
                case TEXT -> {
                    if (text.indexOf('\0') >= 0) {
                        throw new IllegalArgumentException("must be a text without a NUL");
                    }
                    yield text;
                }
                case BIGINT -> Long.toString(Long.parseLong(text));
                case DOUBLE, NUMERIC -> {
                    if (!NUMBER.matcher(text).matches()) {
                        throw new NumberFormatException();
                    }
                    yield text;
                }
                case BOOLEAN -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        throw new IllegalArgumentException("must be true or false");
                    }
                    yield text;
                }
                case DATE -> {
                    if (!DAY.matcher(text).matches()) {
                        throw new DateTimeException("");
                    }
                    yield ofFourDigits(LocalDate.parse(text)).toString();
                }
                case TIMESTAMP -> {
                    if (!MOMENT.matcher(text).matches()) {
                        throw new DateTimeException("");
                    }
                    OffsetDateTime moment = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
                    ofFourDigits(moment.toLocalDate());
                    yield moment.toInstant().toString();
                }
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    type == ViewColumn.Type.BIGINT ? "must be a whole number" : "must be a number", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    type == ViewColumn.Type.DATE
                            ? "must be a day, as 2026-11-20"
                            : "must be a time, as 2026-11-20T08:15:00Z",
                    e);
        }
    }

    /** Postgres has no year 0, and spells those beyond 9999 otherwise. */
    private static LocalDate ofFourDigits(LocalDate day) {
        if (day.getYear() < 1 || day.getYear() > LAST_YEAR) {
            throw new DateTimeException("");
        }
        return day;
    }

    /** A value of a row as JSON has it; null where there is none, and for a number that JSON has no word for. */
    static Object read(ResultSet row, ViewColumn column) throws SQLException {
        String name = column.name();
        return switch (column.type()) {
            case TEXT -> row.getString(name);
            case BIGINT -> row.getObject(name, Long.class);
            case DOUBLE -> {
                Double number = row.getObject(name, Double.class);
                yield number == null || !Double.isFinite(number) ? null : number;
            }
            case NUMERIC -> {
                String text = row.getString(name);
                yield text == null || !NUMBER.matcher(text).matches() ? null : new BigDecimal(text);
            }
            case BOOLEAN -> row.getObject(name, Boolean.class);
            case DATE -> row.getString(name);
            case TIMESTAMP -> {
                OffsetDateTime time = row.getObject(name, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
        };
    }

    /** A value that was read, as a line of text has it and as {@link #parse} takes it again. */
    static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Instant time) {
            return time.toString();
        }
        return value == null ? "" : value.toString();
    }
}
