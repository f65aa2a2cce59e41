package org.farmer1st.runtime.http;

import io.javalin.http.Context;

/** Has a say before a request with a caller goes on to its route, and before its body is read. */
@FunctionalInterface
public interface Admission {

    /** Admits every request. */
    Admission ALL = (ctx, caller) -> {};

    /**
     * Returns where the request may go on.
     *
     * @throws ApiException what it is answered with otherwise
     */
    void admit(Context ctx, Caller caller);
}
