package org.farmer1st.runtime.http;

import io.javalin.http.Context;
import io.opentelemetry.context.Scope;
import org.farmer1st.runtime.trace.TraceContext;
import org.slf4j.MDC;

/**
 * While it is open, what its thread does belongs to a request: log lines carry {@code requestId} and {@code traceId}, and
 * the request's trace is the current one. Work that goes on in other threads takes along what it needs.
 */
final class RequestScope implements AutoCloseable {

    private static final String TRACE = "farmer1st.trace";
    private static final String REQUEST_ID = "requestId";
    private static final String TRACE_ID = "traceId";

    private final Scope trace;

    private RequestScope(Scope trace) {
        this.trace = trace;
    }

    /** Opens it. The same request has the same trace each time. */
    static RequestScope of(Context ctx) {
        io.opentelemetry.context.Context trace = ctx.attribute(TRACE);
        if (trace == null) {
            trace = TraceContext.ofRequest(ctx::header);
            ctx.attribute(TRACE, trace);
        }
        RequestScope scope = new RequestScope(trace.makeCurrent());
        MDC.put(REQUEST_ID, Envelope.requestId(ctx));
        MDC.put(TRACE_ID, TraceContext.traceId());
        return scope;
    }

    @Override
    public void close() {
        MDC.remove(TRACE_ID);
        MDC.remove(REQUEST_ID);
        trace.close();
    }
}
