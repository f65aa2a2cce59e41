package org.farmer1st.ingest.input;

import java.util.Locale;
import java.util.regex.Pattern;

/** How the platform's names are spelled. */
public final class Names {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern FARMER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    private static final Pattern QUESTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Names() {}

    /** Of a tenant or a survey: lower-case letters, digits and hyphens, 63 at most. */
    public static boolean isSlug(String name) {
        return SLUG.matcher(name).matches();
    }

    /** Of a farmer: opaque, 128 characters at most. */
    public static boolean isFarmerId(String name) {
        return FARMER.matcher(name).matches();
    }

    /** Of a question. */
    public static boolean isQuestion(String name) {
        return QUESTION.matcher(name).matches();
    }

    /** A UUID in its one spelling, lower case; null where it is none. */
    public static String uuid(String text) {
        return UUID.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
    }
}
