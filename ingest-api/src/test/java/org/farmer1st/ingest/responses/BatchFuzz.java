package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.rejections.RejectedUploads;
import org.farmer1st.ingest.rejections.RejectionQuota;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.farmer1st.runtime.limits.RateLimits;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Lanes;

/**
 * Any bytes as a batch, in both of its forms, where there is no Kafka: it is refused as documented, or has an outcome for each
 * of its items.
 */
class BatchFuzz {

    private static final Caller CALLER =
            new Caller("someone", SurveyFixture.TENANT, EnumSet.of(Caller.Role.ENUMERATOR));
    private static final RateLimit PLENTY = new RateLimit(1_000_000_000, 1_000_000_000);
    /** Takes keys that are there twice, which cost only their item. */
    private static final ObjectMapper LENIENT = new ObjectMapper();

    private static final BatchReader BATCHES = batches();

    @FuzzTest(maxDuration = "8s")
    @DictionaryEntries({
        "{\"responses\":[",
        "]}",
        "},{",
        "\"responseId\":",
        "\"surveyId\":\"farm\"",
        "\"surveyVersion\":1",
        "\"farmerId\":",
        "\"answers\":{",
        "\"village\":"
    })
    void aBatch(byte[] bytes) throws IOException {
        List<BatchReader.Item> lines = read(bytes, Bodies.Format.NDJSON);
        if (lines != null) {
            assertThat(lines).hasSize(notBlank(bytes));
        }
        List<BatchReader.Item> object = read(bytes, Bodies.Format.JSON);
        if (object != null) {
            JsonNode items = LENIENT.readTree(bytes).path("responses");
            assertThat(object).hasSize(items.size());
        }
    }

    /** Null where it is refused. */
    private static List<BatchReader.Item> read(byte[] bytes, Bodies.Format format) {
        try {
            return BATCHES.read(waiting -> new ByteArrayInputStream(bytes), format, CALLER, Instant.EPOCH)
                    .items()
                    .join()
                    .items();
        } catch (ApiException e) {
            assertThat(e.code().status()).isBetween(400, 499);
            return null;
        }
    }

    /** Lines with something in them. */
    private static int notBlank(byte[] bytes) {
        int count = 0;
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            count += line.matches("[ \t\r]*") ? 0 : 1;
        }
        return count;
    }

    private static BatchReader batches() {
        URI nowhere = URI.create("redis://127.0.0.1:1");
        Lanes lanes = new Lanes(16);
        // Never started: what would be written is for a later try.
        EventLog log = new EventLog(
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()),
                SurveyFixture.wireFormat(),
                lanes,
                1 << 20,
                new SimpleMeterRegistry());
        return new BatchReader(
                SurveyFixture.surveys(),
                SurveyFixture.preparation(lanes),
                new Acceptance(
                        log,
                        new Recognition(nowhere, Duration.ofSeconds(1), Duration.ofHours(1), Runnable::run),
                        new Receipts(List.of(new byte[32])),
                        new InFlight(10_000),
                        Runnable::run),
                new RejectedUploads(log, new RejectionQuota(Integer.MAX_VALUE), Clock.systemUTC()),
                new RateLimits("fuzz", new RateLimitConfig(PLENTY, PLENTY), nowhere),
                new ResponseMetrics(new SimpleMeterRegistry()));
    }
}
