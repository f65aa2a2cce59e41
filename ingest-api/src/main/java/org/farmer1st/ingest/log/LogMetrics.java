package org.farmer1st.ingest.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.farmer1st.schemas.Topic;

/**
 * What the log tells of itself. {@code ingest.log.append}: how long Kafka took to acknowledge a record, by topic, or to fail
 * it; its count by topic is how many records were written. {@code ingest.log.bytes}: what is under way. {@code
 * ingest.lane.ticks}: how often a silent lane was ticked. Alert on failed appends, and on slow ones.
 */
final class LogMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2000),
        Duration.ofMillis(10000)
    };

    private final MeterRegistry metrics;
    private final Map<String, Timer> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Timer> failed = new ConcurrentHashMap<>();
    private final Counter ticks;

    LogMetrics(MeterRegistry metrics, Supplier<Number> bytesUnderWay) {
        this.metrics = metrics;
        this.ticks = Counter.builder("ingest.lane.ticks")
                .description("Ticks sent into silent lanes")
                .register(metrics);
        Gauge.builder("ingest.log.bytes", bytesUnderWay)
                .description("Bytes of records that Kafka has not acknowledged yet")
                .register(metrics);
    }

    void tick() {
        ticks.increment();
    }

    /** @param sent when the record was handed over, by {@link System#nanoTime} */
    void answered(Topic<?> topic, long sent, boolean taken) {
        (taken ? acknowledged : failed)
                .computeIfAbsent(topic.name(), name -> timer(name, taken))
                .record(Duration.ofNanos(System.nanoTime() - sent));
    }

    private Timer timer(String topic, boolean taken) {
        return Timer.builder("ingest.log.append")
                .description("Records, from when they are sent until Kafka acknowledges or fails them")
                .tag("topic", topic)
                .tag("outcome", taken ? "acknowledged" : "failed")
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }
}
