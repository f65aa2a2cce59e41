package org.farmer1st.runtime.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers in our envelope what goes wrong before a request gets to its route, or is one at all: a request line or header that
 * isn't HTTP, or is too large. Says nothing of what was sent, or of the server.
 */
final class JettyErrors implements Request.Handler {

    private static final int HTTP_VERSION_NOT_SUPPORTED = 505;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException wrong) {
            status = wrong.getCode();
        }
        if (status == HTTP_VERSION_NOT_SUPPORTED) {
            // Nothing of ours failed, and those who look for what did count what is 500 or more.
            status = ErrorCode.MALFORMED_REQUEST.status();
        }
        ApiException error = error(status);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        error.retryAfter().ifPresent(after -> response.getHeaders()
                .put(HttpHeader.RETRY_AFTER, Long.toString(after.toSeconds())));
        String requestId = UUID.randomUUID().toString();
        response.getHeaders().put("X-Request-Id", requestId);
        response.write(true, ByteBuffer.wrap(Envelope.failure(error, requestId)), callback);
        return true;
    }

    private static ApiException error(int status) {
        return switch (status) {
            case 404 -> new ApiException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
            case 405 -> new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "This path doesn't know that method.");
            case 408 -> new ApiException(ErrorCode.REQUEST_TIMEOUT, "The request came too slowly.");
            case 413 -> new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than is accepted.");
            case 414 -> new ApiException(ErrorCode.HEADERS_TOO_LARGE, "The address is longer than is accepted.");
            case 431 -> new ApiException(ErrorCode.HEADERS_TOO_LARGE, "The headers are larger than is accepted.");
            case 503 -> ApiException.unavailable("Too busy just now.", Duration.ofSeconds(1));
            default ->
                status < 500
                        ? new ApiException(ErrorCode.MALFORMED_REQUEST, "The request is not HTTP as it should be.")
                        : new ApiException(ErrorCode.INTERNAL, "Something went wrong on our side.");
        };
    }
}
