package org.farmer1st.serving.http;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** What a request's {@code Accept} asks for: media ranges with qualities, as RFC 9110 has them. */
public final class Accept {

    private static final String ANYTHING = "*/*";

    private Accept() {}

    /**
     * Whether a type is wanted more than another, which is what is sent unless something else is asked for.
     *
     * @param type such as {@code text/csv}
     */
    public static boolean prefers(Context ctx, String type, String usual) {
        for (String range : ranges(ctx)) {
            if (covers(range, usual)) {
                return false;
            }
            if (covers(range, type)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a type will do; without the header every one does. */
    public static boolean takes(Context ctx, String type) {
        List<String> ranges = ranges(ctx);
        return ranges.isEmpty() ? ctx.header("Accept") == null : ranges.stream().anyMatch(range -> covers(range, type));
    }

    /** The most wanted first, of those wanted alike the most specific; what is not wanted at all is left out. */
    private static List<String> ranges(Context ctx) {
        QuotedQualityCSV ranges = new QuotedQualityCSV(QuotedQualityCSV.MOST_SPECIFIC_MIME_ORDERING);
        Collections.list(ctx.req().getHeaders("Accept")).forEach(ranges::addValue);
        return ranges.getValues();
    }

    private static boolean covers(String range, String type) {
        String named = range.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return named.equals(type) || named.equals(ANYTHING) || named.equals(type.split("/")[0] + "/*");
    }
}
