package org.farmer1st.ingest.input;

import io.javalin.http.Context;
import java.util.Locale;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/** Bodies of requests, bounded. */
public final class Bodies {

    /** What a single response or definition may take, in bytes. */
    public static final int MOST_BYTES = 1 << 20;

    /** What a batch may take, in bytes. */
    public static final int MOST_BATCH_BYTES = 16 << 20;

    /** How a body is written. */
    public enum Format {
        JSON,
        /** One JSON document a line. */
        NDJSON
    }

    private Bodies() {}

    /**
     * The body of a request.
     *
     * @throws ApiException PAYLOAD_TOO_LARGE
     */
    public static byte[] read(Context ctx, int mostBytes) {
        if (ctx.contentLength() > mostBytes) {
            throw tooLarge(mostBytes);
        }
        byte[] body = ctx.bodyAsBytes();
        if (body.length > mostBytes) {
            throw tooLarge(mostBytes);
        }
        return body;
    }

    /** @throws ApiException UNSUPPORTED_MEDIA_TYPE where the body is said to be something else than JSON */
    public static void requireJson(Context ctx) {
        if (format(ctx) != Format.JSON) {
            throw unsupported("Send application/json.");
        }
    }

    /** @throws ApiException UNSUPPORTED_MEDIA_TYPE where the body is said to be neither */
    public static Format format(Context ctx) {
        String encoding = ctx.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("Send the body without a content encoding.");
        }
        String type = ctx.contentType();
        if (type == null) {
            return Format.JSON;
        }
        int parameters = type.indexOf(';');
        String plain =
                (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "application/json" -> Format.JSON;
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Format.NDJSON;
            default -> throw unsupported("Send application/json, or application/x-ndjson for a batch.");
        };
    }

    private static ApiException unsupported(String message) {
        return new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
    }

    private static ApiException tooLarge(int mostBytes) {
        return new ApiException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than the " + mostBytes + " bytes accepted here.");
    }
}
