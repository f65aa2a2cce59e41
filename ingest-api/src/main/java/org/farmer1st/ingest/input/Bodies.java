package org.farmer1st.ingest.input;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/** Bodies of requests: plain or gzip, bounded as they are sent and as they inflate. */
public final class Bodies {

    /** What a single response, item or definition may take, in bytes, inflated. */
    public static final int MOST_BYTES = 1 << 20;

    /** What a batch may take, in bytes, inflated. It is never held whole. */
    public static final int MOST_BATCH_BYTES = 64 << 20;

    /** How a body is written. */
    public enum Format {
        JSON,
        /** One JSON document a line. */
        NDJSON
    }

    private Bodies() {}

    /**
     * The body of a request, whole.
     *
     * @throws ApiException PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MALFORMED_REQUEST where it isn't the gzip that it is
     *     said to be
     * @throws UncheckedIOException where it broke off
     */
    public static byte[] read(Context ctx, int mostBytes) {
        try (InputStream body = open(ctx, ctx.req().getInputStream(), mostBytes)) {
            boolean lengthIsKnown = ctx.contentLength() >= 0 && !(body instanceof InflatedInputStream);
            // Where it isn't, room is made by guesses many times the size of most bodies.
            return lengthIsKnown ? body.readNBytes(ctx.contentLength()) : body.readAllBytes();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The body of a request as a stream, which throws {@link RefusedBodyException} where it goes beyond a limit.
     *
     * @param beforeWaiting runs whenever what comes next hasn't been sent yet, and may take a while
     * @throws ApiException PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
     */
    public static InputStream open(Context ctx, int mostBytes, Runnable beforeWaiting) throws IOException {
        return open(ctx, new AttendedInputStream(ctx.req().getInputStream(), beforeWaiting), mostBytes);
    }

    private static InputStream open(Context ctx, InputStream body, int mostBytes) throws IOException {
        boolean gzip = isGzip(ctx);
        BoundedInputStream sent = new BoundedInputStream(body, mostBytes);
        if (ctx.contentLength() > mostBytes) {
            throw new ApiException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than the " + mostBytes + " bytes accepted here.");
        }
        return gzip ? new InflatedInputStream(sent, mostBytes) : sent;
    }

    /** What an exception of such a stream is thrown as: an answer, or what only the server can tell the meaning of. */
    public static RuntimeException unreadable(IOException e) {
        return e instanceof RefusedBodyException refused ? refused.answer() : new UncheckedIOException(e);
    }

    /** @throws ApiException UNSUPPORTED_MEDIA_TYPE where the body is said to be something else than JSON */
    public static void requireJson(Context ctx) {
        if (format(ctx) != Format.JSON) {
            throw unsupported("Send application/json.");
        }
    }

    /** @throws ApiException UNSUPPORTED_MEDIA_TYPE where the body is said to be neither */
    public static Format format(Context ctx) {
        String type = ctx.contentType();
        if (type == null) {
            return Format.JSON;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").trim();
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported("Send the body in UTF-8.");
            }
        }
        return switch (parts[0].trim()) {
            case "application/json" -> Format.JSON;
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Format.NDJSON;
            default -> throw unsupported("Send application/json, or application/x-ndjson for a batch.");
        };
    }

    private static boolean isGzip(Context ctx) {
        String encoding = ctx.header("Content-Encoding");
        if (encoding == null) {
            return false;
        }
        return switch (encoding.trim().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> false;
            case "gzip", "x-gzip" -> true;
            default -> {
                ctx.header("Accept-Encoding", "gzip, identity");
                throw unsupported("Send the body as it is, or with Content-Encoding: gzip.");
            }
        };
    }

    private static ApiException unsupported(String message) {
        return new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
    }
}
