package org.farmer1st.runtime.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The shape of every answer: {@code {"success":true,"data":…,"meta":{…}}} or {@code {"success":false,"error":{…},"meta":{…}}}. */
public final class Envelope {

    private static final String REQUEST_ID = "farmer1st.requestId";
    private static final Pattern ACCEPTABLE_REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Envelope() {}

    private record Success(boolean success, Object data, Map<String, Object> meta) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(boolean success, Object data, Pagination pagination, Map<String, Object> meta) {}

    private record Failure(boolean success, ErrorBody error, Map<String, Object> meta) {}

    /** The {@code error} of an answer, and of a batch's item. {@code retryAfter} is in seconds, or null. */
    public record ErrorBody(String code, String message, boolean retryable, Long retryAfter, List<Fault> details) {
        /** What an exception says. */
        public static ErrorBody of(ApiException e) {
            return new ErrorBody(
                    e.code().name(),
                    e.getMessage(),
                    e.code().retryable(),
                    e.retryAfter().map(d -> Math.max(1, d.toSeconds())).orElse(null),
                    e.details());
        }
    }

    /** Where a list goes on. {@code nextCursor} is null at its end. */
    public record Pagination(int limit, String nextCursor, boolean hasMore) {}

    /** Answers 200 (unless a status was set already) with data. */
    public static void data(Context ctx, Object data) {
        data(ctx, data, Map.of());
    }

    /** Answers with data, and more in {@code meta}. */
    public static void data(Context ctx, Object data, Map<String, ?> meta) {
        write(ctx, new Success(true, data, meta(ctx, meta)));
    }

    /** Answers with a page of a list. */
    public static void page(Context ctx, List<?> items, Pagination pagination, Map<String, ?> meta) {
        write(ctx, new Page(true, items, pagination, meta(ctx, meta)));
    }

    /** Answers with an error. */
    public static void error(Context ctx, ApiException e) {
        ErrorBody body = ErrorBody.of(e);
        if (body.retryAfter() != null) {
            ctx.header("Retry-After", body.retryAfter().toString());
        }
        if (e.code() == ErrorCode.UNAUTHENTICATED) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        ctx.status(e.code().status());
        write(ctx, new Failure(false, body, meta(ctx, Map.of())));
    }

    /** An answer with an error, of a request that got no further. */
    static byte[] failure(ApiException e, String requestId) {
        return Json.bytes(new Failure(false, ErrorBody.of(e), meta(requestId, Map.of())));
    }

    /** The id of a request: the caller's {@code X-Request-Id} where it is a harmless one, else ours. */
    public static String requestId(Context ctx) {
        String known = ctx.attribute(REQUEST_ID);
        if (known != null) {
            return known;
        }
        String offered = ctx.header("X-Request-Id");
        String id = offered != null && ACCEPTABLE_REQUEST_ID.matcher(offered).matches() ? offered : newRequestId();
        ctx.attribute(REQUEST_ID, id);
        return id;
    }

    /** Unique, not secret: it need not be drawn from the process's one source of secrets. */
    private static String newRequestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static Map<String, Object> meta(Context ctx, Map<String, ?> more) {
        return meta(requestId(ctx), more);
    }

    private static Map<String, Object> meta(String requestId, Map<String, ?> more) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("requestId", requestId);
        meta.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        meta.putAll(more);
        return meta;
    }

    private static void write(Context ctx, Object body) {
        ctx.contentType("application/json").result(Json.bytes(body));
    }
}
