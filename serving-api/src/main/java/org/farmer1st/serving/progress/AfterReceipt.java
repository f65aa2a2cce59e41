package org.farmer1st.serving.progress;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.runtime.receipt.Receipts;

/**
 * {@code ?after=RECEIPT}: an answer that includes the receipt's submission, or says {@code meta.notYet}. It is the answer's
 * own snapshot that decides which: waiting only makes it likely.
 */
public final class AfterReceipt {

    /** What the parameter means, for the document. */
    public static final String MEANING = "A receipt: the answer includes what it is for, or says `meta.notYet`.";

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Receipts receipts;
    private final ProgressWatch watch;

    public AfterReceipt(Receipts receipts, ProgressWatch watch) {
        this.receipts = receipts;
        this.watch = watch;
    }

    /**
     * The receipt that a request names, if it names one.
     *
     * @throws ApiException INVALID_RECEIPT where it isn't one of ours, FORBIDDEN where it is another tenant's
     */
    public Optional<Receipt> of(Context ctx, Caller caller) {
        String text = ctx.queryParam("after");
        return text == null ? Optional.empty() : Optional.of(verify(text, caller));
    }

    /** @throws ApiException INVALID_RECEIPT where it isn't one of ours, FORBIDDEN where it is another tenant's */
    public Receipt verify(String text, Caller caller) {
        Receipt receipt = receipts.verify(text)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_RECEIPT,
                        "This is not a receipt of ours, or it was changed: send it as it was given."));
        if (!receipt.tenant().equals(caller.tenant())) {
            throw new ApiException(ErrorCode.FORBIDDEN, "This receipt belongs to another tenant.");
        }
        return receipt;
    }

    /** Waits, at most a second, until a view covers the receipt; at once without one. */
    public CompletableFuture<Void> wait(Optional<Receipt> receipt, String view) {
        return receipt.map(
                        r -> watch.reach(view, r.lane(), r.offset(), PATIENCE).<Void>thenApply(reached -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Adds {@code notYet} to an answer's meta where the lane has covered less than the receipt. */
    public static void mark(Map<String, Object> meta, Optional<Receipt> receipt, ViewProgress answered) {
        receipt.filter(r -> !answered.covers(r.lane(), r.offset())).ifPresent(r -> meta.put("notYet", true));
    }
}
