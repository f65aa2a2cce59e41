package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.rejections.RejectedUploads;
import org.farmer1st.ingest.rejections.RejectionQuota;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.farmer1st.runtime.limits.RateLimits;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.Test;

class BatchReaderTest {

    private static final int ITEMS = 300;
    private static final Caller CALLER =
            new Caller("someone", SurveyFixture.TENANT, EnumSet.of(Caller.Role.ENUMERATOR));
    private static final RateLimit PLENTY = new RateLimit(1_000_000, 1_000_000);
    private static final URI NOWHERE = URI.create("redis://127.0.0.1:1");

    private final Lanes lanes = new Lanes(1);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(cluster(), true, null, new StringSerializer(), new ByteArraySerializer());
    private final EventLog log =
            new EventLog(producer, SurveyFixture.wireFormat(), lanes, 1 << 20, new SimpleMeterRegistry());
    private final InFlight room = new InFlight(1);

    @Test
    void aBatchIsAcceptedWhereThereIsRoomForOneItemAtATime() throws Exception {
        log.start();
        for (int i = 0; i < 500 && log.problem().isPresent(); i++) {
            Thread.sleep(20);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            lines.add(SurveyFixture.RESPONSE.replace("\n", " ").replace(SurveyFixture.ID, new UUID(1, i).toString()));
        }
        byte[] body = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);

        List<BatchReader.Item> items = batches()
                .read(
                        waiting -> new ByteArrayInputStream(body),
                        Bodies.Format.NDJSON,
                        CALLER,
                        Instant.parse("2026-11-21T06:00:00Z"))
                .items()
                .join()
                .items();

        assertThat(items).extracting(BatchReader.Item::status).hasSize(ITEMS).containsOnly("accepted");
        assertThat(producer.history().stream()
                        .filter(record -> record.topic().equals(Topics.SUBMISSIONS.name()))
                        .count())
                .isEqualTo(ITEMS);
        assertThat(room.count()).isZero();
        log.close();
    }

    private BatchReader batches() {
        return new BatchReader(
                SurveyFixture.surveys(),
                new Preparation(
                        lanes,
                        new ContentDigest(new byte[32]),
                        log.submissionsOf(new ResponseEncoding()),
                        log.submissions()),
                new Acceptance(
                        log,
                        new Recognition(NOWHERE, Duration.ofSeconds(1), Duration.ofHours(1), Runnable::run),
                        new Receipts(List.of(new byte[32])),
                        room,
                        Runnable::run),
                new RejectedUploads(log, new RejectionQuota(Integer.MAX_VALUE), Clock.systemUTC()),
                new RateLimits("test", new RateLimitConfig(PLENTY, PLENTY), NOWHERE),
                new ResponseMetrics(new SimpleMeterRegistry()));
    }

    private static Cluster cluster() {
        Node node = new Node(0, "localhost", 1);
        Node[] replicas = {node};
        List<PartitionInfo> partitions = new ArrayList<>();
        for (Topic<?> topic : List.of(Topics.SUBMISSIONS, Topics.PERSONAL, Topics.COMMANDS, Topics.REJECTED)) {
            partitions.add(new PartitionInfo(topic.name(), 0, node, replicas, replicas));
        }
        return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
    }
}
