package org.farmer1st.runtime.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;

/**
 * The W3C trace context (https://www.w3.org/TR/trace-context/) of what is being done: its {@code traceparent} is
 * passed from a request on to every record that it causes. No spans are made here: where an operator attaches
 * an OpenTelemetry agent, its spans are the current ones and are what is passed on.
 */
public final class TraceContext {

    /** The headers' names, in HTTP and in Kafka. */
    public static final List<String> HEADERS = List.of("traceparent", "tracestate");

    private static final String PARENT = "traceparent";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<UnaryOperator<String>> GETTER =
            (header, name) -> header == null ? null : header.apply(name);

    /** What this thread wrote last: the records of a batch are all of one trace. */
    private static final ThreadLocal<Written> LAST = new ThreadLocal<>();

    private record Written(SpanContext span, byte[] parent) {}

    private TraceContext() {}

    /**
     * The context for a request: the current one where an agent made one, else the caller's where its headers are valid,
     * else a new one, not sampled.
     *
     * @param header a request's header by its name; null where it isn't there
     */
    public static Context ofRequest(UnaryOperator<String> header) {
        Context current = Context.current();
        if (Span.fromContext(current).getSpanContext().isValid()) {
            return current;
        }
        Context given = W3C.extract(current, header, GETTER);
        return Span.fromContext(given).getSpanContext().isValid() ? given : current.with(Span.wrap(begun()));
    }

    /** The id of the current trace, 32 hexadecimal digits; all zeros where there is none. */
    public static String traceId() {
        return Span.current().getSpanContext().getTraceId();
    }

    /**
     * Writes a context's {@code traceparent} into the headers of a record; nothing where there is none. Its {@code
     * tracestate} is text that a sender chose, which could be anybody's name, and records are kept.
     */
    public static void write(Context context, Headers headers) {
        SpanContext span = Span.fromContext(context).getSpanContext();
        Written last = LAST.get();
        if (last == null || last.span() != span) {
            last = new Written(span, parent(context));
            LAST.set(last);
        }
        if (last.parent() != null) {
            headers.remove(PARENT).add(PARENT, last.parent());
        }
    }

    /** The value of its {@code traceparent}; null where there is none. */
    private static byte[] parent(Context context) {
        byte[][] found = new byte[1][];
        W3C.inject(context, found, (to, name, value) -> {
            if (name.equals(PARENT)) {
                to[0] = value.getBytes(StandardCharsets.US_ASCII);
            }
        });
        return found[0];
    }

    private static SpanContext begun() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String trace;
        String span;
        do {
            trace = TraceId.fromLongs(random.nextLong(), random.nextLong());
            span = SpanId.fromLong(random.nextLong());
        } while (!TraceId.isValid(trace) || !SpanId.isValid(span));
        return SpanContext.create(trace, span, TraceFlags.getDefault(), TraceState.getDefault());
    }
}
