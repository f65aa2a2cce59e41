package org.farmer1st.ingest.responses;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/**
 * {@code ingest.responses}: what came of responses, edits and withdrawals that could be read so far that they have an outcome
 * of their own: {@code accepted}, {@code duplicate}, {@code rejected} (the same can never succeed) or {@code retry}, with the
 * code of the error, and whether they came in a batch. {@code ingest.batch.items}: how many there are in a batch. Alert on a
 * rising share of {@code rejected}, which is an app that is at odds with a survey, and on {@code INTERNAL}.
 */
final class ResponseMetrics {

    private static final String NONE = "none";

    private final MeterRegistry metrics;
    private final DistributionSummary batches;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    /** How a response came. */
    private enum Way {
        SINGLE,
        BATCH
    }

    private record Key(Way way, String outcome, String code) {}

    ResponseMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.batches = DistributionSummary.builder("ingest.batch.items")
                .description("Items of a batch")
                .register(metrics);
    }

    /** Counts the outcome of a response that came alone; one of the two is null. */
    void single(Accepted accepted, Throwable error) {
        if (error == null) {
            count(new Key(Way.SINGLE, accepted.status(), NONE));
            return;
        }
        ApiException answer = Acceptance.reason(error);
        ErrorCode code = answer == null ? ErrorCode.INTERNAL : answer.code();
        count(new Key(Way.SINGLE, code.retryable() ? "retry" : "rejected", code.name()));
    }

    /** Counts a batch, and the outcome of each of its items. */
    void batch(List<BatchReader.Item> items) {
        batches.record(items.size());
        for (BatchReader.Item item : items) {
            count(new Key(
                    Way.BATCH,
                    item.status(),
                    item.error() == null ? NONE : item.error().code()));
        }
    }

    private void count(Key key) {
        counters.computeIfAbsent(key, this::counter).increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("ingest.responses")
                .description("What came of responses, edits and withdrawals")
                .tag("way", key.way().name().toLowerCase(Locale.ROOT))
                .tag("outcome", key.outcome())
                .tag("code", key.code())
                .register(metrics);
    }
}
