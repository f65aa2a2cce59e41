package org.farmer1st.local.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Pieces of request paths. */
public final class RequestPath {

    private RequestPath() {}

    /** A value as one segment of a path, or as a value in a query. */
    public static String segment(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
