package org.farmer1st.runtime.http;

/**
 * A parameter of an operation.
 *
 * @param schema the name of its schema, which says its form and its limits
 */
public record Parameter(In in, String name, String schema, String description, boolean required) {

    /** Where a parameter stands. */
    public enum In {
        PATH,
        QUERY,
        /** In the query, once for each key: {@code name[key]=value}. */
        QUERY_BY_KEY,
        HEADER
    }
}
