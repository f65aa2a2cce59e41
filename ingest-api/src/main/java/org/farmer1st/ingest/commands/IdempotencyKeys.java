package org.farmer1st.ingest.commands;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.recognition.Recognition.Known;
import org.farmer1st.ingest.recognition.Recognition.Version;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Operation;

/**
 * The header {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header), or {@code X-Idempotency-Key}: the same
 * key from the same caller is the same request, whose answer is given again; with another content it is 422.
 *
 * <p>What Redis remembers makes that early. The guarantee lies elsewhere, as with responses: a key is part of its
 * command's workflow id, so that without Redis too there is one workflow, and the first content stands.
 */
public final class IdempotencyKeys {

    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255}");

    private final Recognition recognition;

    public IdempotencyKeys(Recognition recognition) {
        this.recognition = recognition;
    }

    /**
     * The key of a request; empty where it has none. The draft writes it as a quoted string; a bare one is taken too.
     *
     * @throws ApiException VALIDATION_FAILED where it is none, or there are two
     */
    public static Optional<String> of(Context ctx) {
        String key = ctx.header(HEADER);
        String other = ctx.header("X-" + HEADER);
        if (key == null) {
            key = other;
        } else if (other != null && !other.equals(key)) {
            throw invalid("is not the X-Idempotency-Key that was sent with it");
        }
        if (key == null) {
            return Optional.empty();
        }
        String bare = key.trim();
        if (bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        if (!KEY.matcher(bare).matches()) {
            throw invalid("must be 1 to 255 visible ASCII characters, without quotes and backslashes in it");
        }
        return Optional.of(bare);
    }

    /** What the document says of a route that takes a key. */
    public static Operation takenBy(Operation operation) {
        return operation
                .header(
                        HEADER,
                        "IdempotencyKey",
                        "The same key is the same request, whose answer is given again. `X-Idempotency-Key` is taken too.")
                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.IDEMPOTENCY_KEY_REUSED);
    }

    private static ApiException invalid(String message) {
        return ApiException.invalid(List.of(new Fault(HEADER, message)));
    }

    /**
     * Writes once for a key.
     *
     * @param digest of the request's content, asked for where there is a key
     * @param again makes the answer anew from what {@code outcome} made of it
     * @param outcome what there is to remember of an answer: a text without spaces
     * @return fails as {@code write} does, or with an {@link ApiException} IDEMPOTENCY_KEY_REUSED
     */
    public <T> CompletableFuture<T> once(
            Caller caller,
            Optional<String> key,
            Supplier<String> digest,
            Function<String, T> again,
            Function<T, String> outcome,
            Supplier<CompletableFuture<T>> write) {
        if (key.isEmpty()) {
            return write.get();
        }
        String content = digest.get();
        Version version = new Version(caller.tenant(), caller.subject(), Commands.digest(key.get()), "key");
        Function<Optional<Known>, CompletableFuture<T>> unlessKnown = known -> {
            if (known.isEmpty()) {
                return write.get().thenCompose(answer -> recognition
                        .remember(version, 0, new Known(content, outcome.apply(answer)))
                        .thenApply(told -> answer));
            }
            return known.get().digest().equals(content)
                    ? CompletableFuture.completedFuture(again.apply(known.get().receipt()))
                    : CompletableFuture.failedFuture(new ApiException(
                            ErrorCode.IDEMPOTENCY_KEY_REUSED,
                            "This key was used for another request. A new request has a new key."));
        };
        return recognition
                .find(version)
                .thenCompose(io.opentelemetry.context.Context.current().wrapFunction(unlessKnown));
    }
}
