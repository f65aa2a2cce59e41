package org.farmer1st.sqljobs.job;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of a file.
 *
 * @param text the statement without its semicolon, after as many empty lines and blanks as are before it in the file, so that
 *     a place in it is the same place in the file
 * @param line where it begins, from 1
 * @param column where it begins, from 1
 */
record SqlStatement(String text, int line, int column) {

    private static final Pattern WORD = Pattern.compile("[\\w']+");

    /** Splits a file at its semicolons; those in texts, quoted names and comments are none. */
    static List<SqlStatement> split(String file) {
        List<SqlStatement> statements = new ArrayList<>();
        int begin = 0;
        int at = 0;
        while (at < file.length()) {
            int after = afterToken(file, at);
            if (file.charAt(at) == ';') {
                add(statements, file, begin, at);
                begin = after;
            }
            at = after;
        }
        add(statements, file, begin, file.length());
        return statements;
    }

    /** Where the comment, text, quoted name or character that begins at {@code at} is over. */
    private static int afterToken(String file, int at) {
        if (file.startsWith("--", at)) {
            int end = file.indexOf('\n', at);
            return end < 0 ? file.length() : end;
        }
        if (file.startsWith("/*", at)) {
            int end = file.indexOf("*/", at + 2);
            return end < 0 ? file.length() : end + 2;
        }
        char quote = file.charAt(at);
        if (quote == '\'' || quote == '`' || quote == '"') {
            int end = file.indexOf(quote, at + 1);
            return end < 0 ? file.length() : end + 1;
        }
        return at + 1;
    }

    private static void add(List<SqlStatement> statements, String file, int begin, int end) {
        int first = begin;
        while (first < end && (Character.isWhitespace(file.charAt(first)) || isComment(file, first))) {
            first = isComment(file, first) ? Math.min(end, afterToken(file, first)) : first + 1;
        }
        if (first < end) {
            int line = 1
                    + (int) file.substring(0, first)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            int column = first - file.lastIndexOf('\n', first - 1);
            String text = "\n".repeat(line - 1) + " ".repeat(column - 1) + file.substring(first, end);
            statements.add(new SqlStatement(text, line, column));
        }
    }

    private static boolean isComment(String file, int at) {
        return file.startsWith("--", at) || file.startsWith("/*", at);
    }

    /** A fault of the whole statement. */
    SqlFaultException fault(String message) {
        return new SqlFaultException(line, column, message, null);
    }

    /** A fault at the first place where a word is, outside of comments; at the statement's beginning where it is nowhere. */
    SqlFaultException faultAt(String word, String message) {
        Matcher words = WORD.matcher(withoutComments(text));
        while (words.find()) {
            if (words.group().equalsIgnoreCase(word)) {
                return new SqlFaultException(
                        1
                                + (int) text.substring(0, words.start())
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count(),
                        words.start() - text.lastIndexOf('\n', words.start()),
                        message,
                        null);
            }
        }
        return fault(message);
    }

    /** The same, with its comments blank. */
    private static String withoutComments(String text) {
        StringBuilder blank = new StringBuilder(text);
        int at = 0;
        while (at < text.length()) {
            int after = afterToken(text, at);
            if (isComment(text, at)) {
                for (int i = at; i < after; i++) {
                    if (blank.charAt(i) != '\n') {
                        blank.setCharAt(i, ' ');
                    }
                }
            }
            at = after;
        }
        return blank.toString();
    }

    /** What it means: without comments, and with one blank where there are more. */
    String meaning() {
        StringBuilder meaning = new StringBuilder();
        String plain = withoutComments(text).strip();
        int at = 0;
        while (at < plain.length()) {
            int after = afterToken(plain, at);
            boolean blank = Character.isWhitespace(plain.charAt(at));
            if (!blank) {
                meaning.append(plain, at, after);
            } else if (meaning.charAt(meaning.length() - 1) != ' ') {
                meaning.append(' ');
            }
            at = after;
        }
        return meaning.toString();
    }
}
