package org.farmer1st.ingest.input;

import java.util.Locale;
import java.util.regex.Pattern;

/** How the platform's names are spelled. */
public final class Names {

    private static final Pattern QUESTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    /** In characters. */
    public static final int LONGEST_CHOICE = 200;

    private static final int LONGEST_SLUG = 63;
    private static final int LONGEST_FARMER_ID = 128;
    private static final int UUID_LENGTH = 36;

    private Names() {}

    /** Of a tenant or a survey: lower-case letters, digits and hyphens, 63 at most. */
    public static boolean isSlug(String name) {
        if (name.isEmpty() || name.length() > LONGEST_SLUG || name.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            boolean right = character >= 'a' && character <= 'z' || character >= '0' && character <= '9';
            if (!right && character != '-') {
                return false;
            }
        }
        return true;
    }

    /** Of a farmer: opaque, 128 characters at most. */
    public static boolean isFarmerId(String name) {
        if (name.isEmpty() || name.length() > LONGEST_FARMER_ID || !isLetterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char character = name.charAt(i);
            if (!isLetterOrDigit(character) && "._:-".indexOf(character) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Of a question. */
    public static boolean isQuestion(String name) {
        return QUESTION.matcher(name).matches();
    }

    /** Of a choice: on one line, {@value #LONGEST_CHOICE} characters at most, whole ones. */
    public static boolean isChoice(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_CHOICE
                && Utf8.canHold(text)
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** A UUID in its one spelling, lower case; null where it is none. */
    public static String uuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return null;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char character = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? character != '-' : !isHexadecimal(character)) {
                return null;
            }
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static boolean isHexadecimal(char character) {
        return character >= '0' && character <= '9'
                || character >= 'a' && character <= 'f'
                || character >= 'A' && character <= 'F';
    }

    private static boolean isLetterOrDigit(char character) {
        return character >= '0' && character <= '9'
                || character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z';
    }
}
