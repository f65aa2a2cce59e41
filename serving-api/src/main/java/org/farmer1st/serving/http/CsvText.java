package org.farmer1st.serving.http;

import java.util.List;

/**
 * A text of RFC 4180 CSV, a line at a time. A text that a spreadsheet would take for a formula gets an apostrophe before it,
 * unless it is a number.
 */
public final class CsvText {

    private final StringBuilder csv = new StringBuilder();

    /** Adds a line. */
    public void line(List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                csv.append(',');
            }
            csv.append(field(fields.get(i)));
        }
        csv.append("\r\n");
    }

    private static String field(String text) {
        String harmless = isFormula(text) ? '\'' + text : text;
        return harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }

    private static boolean isFormula(String text) {
        if (text.isEmpty() || "=+-@\t\r".indexOf(text.charAt(0)) < 0) {
            return false;
        }
        try {
            Double.parseDouble(text);
            return false;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        return csv.toString();
    }
}
