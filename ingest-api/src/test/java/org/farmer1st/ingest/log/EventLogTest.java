package org.farmer1st.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WithdrawalSubmitted;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.trace.TraceContext;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Submission EVENT =
            new Submission(new WithdrawalSubmitted("demo", "f", "r", java.time.Instant.EPOCH));
    private static final byte[] VALUE = new byte[20];

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(cluster(), false, null, new StringSerializer(), new ByteArraySerializer());

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void aRecordCarriesTheTraceThatIsCurrent() throws Exception {
        EventLog log = started(2, 10_000);
        Context trace = TraceContext.ofRequest(Map.of("traceparent", PARENT)::get);

        trace.wrap((Runnable) () -> log.submit(1, "demo/f", VALUE)).run();
        log.submit(1, "demo/f", VALUE);

        assertThat(producer.history().get(0).headers().lastHeader("traceparent").value())
                .asString()
                .isEqualTo(PARENT);
        assertThat(producer.history().get(1).headers()).isEmpty();
    }

    @Test
    void whatIsWrittenIsMeasuredByTopicAndOutcome() throws Exception {
        EventLog log = started(2, 10_000);

        log.submit(1, "demo/f", VALUE);
        log.submit(1, "demo/f", VALUE);
        assertThat(metrics.get("ingest.log.bytes").gauge().value()).isPositive();
        producer.completeNext();
        producer.errorNext(new TimeoutException("expired"));

        for (String outcome : List.of("acknowledged", "failed")) {
            assertThat(metrics.get("ingest.log.append")
                            .tags("topic", "survey.submissions", "outcome", outcome)
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(metrics.get("ingest.log.bytes").gauge().value()).isZero();
    }

    @Test
    void valuesAreWrittenOnceTheSchemaIsKnown() throws Exception {
        EventLog log = started(2, 10_000);

        assertThat(wireFormat()
                        .deserializer(Topics.SUBMISSIONS)
                        .deserialize("", log.submissions().apply(EVENT)))
                .isEqualTo(EVENT);
    }

    @Test
    void aRecordNamesItsLaneAndIsDoneWhenTheBrokerHasIt() throws Exception {
        EventLog log = started(2, 10_000);

        CompletableFuture<RecordMetadata> written = log.submit(1, "demo/f", VALUE);
        assertThat(written).isNotDone();
        producer.completeNext();

        assertThat(written.join().partition()).isEqualTo(1);
        assertThat(producer.history().get(0).partition()).isEqualTo(1);
        assertThat(producer.history().get(0).key()).isEqualTo("demo/f");
    }

    @Test
    void whatTheBrokerDoesNotTakeMayBeSentAgain() throws Exception {
        EventLog log = started(2, 10_000);

        CompletableFuture<RecordMetadata> failed = log.submit(0, "demo/f", VALUE);
        producer.errorNext(new TimeoutException("expired"));

        assertUnavailable(failed);
    }

    @Test
    void aSubmissionOfWhichAFactCouldNotHoldTwoIsRefused() throws Exception {
        EventLog log = started(2, 2 * Topic.MOST_SUBMITTED_BYTES);

        assertThat(log.submit(0, "demo/f", new byte[Topic.MOST_SUBMITTED_BYTES]))
                .isNotCompletedExceptionally();
        assertThatThrownBy(log.submit(0, "demo/f", new byte[Topic.MOST_SUBMITTED_BYTES + 1])::join)
                .hasCauseInstanceOf(ApiException.class)
                .hasRootCauseMessage("This is larger than a record may be.");
    }

    @Test
    void theBytesUnderWayAreBoundedAndComeFreeAgain() throws Exception {
        EventLog log = started(2, 60);

        log.submit(0, "demo/f", VALUE);
        log.submit(0, "demo/f", VALUE);
        assertUnavailable(log.submit(0, "demo/f", VALUE));
        producer.completeNext();

        CompletableFuture<RecordMetadata> later = log.submit(0, "demo/f", VALUE);
        producer.completeNext();
        producer.completeNext();
        assertThat(later).isCompleted();
    }

    @Test
    void withAnotherNumberOfLanesNothingIsWritten() throws Exception {
        EventLog log = new EventLog(producer, wireFormat(), new Lanes(3), 10_000, new SimpleMeterRegistry());
        log.start();
        for (int i = 0; i < 500 && !log.problem().orElse("").contains("lanes"); i++) {
            Thread.sleep(20);
        }

        assertUnavailable(log.submit(0, "demo/f", VALUE));
        assertThatThrownBy(() -> log.submissions().apply(EVENT))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(log.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("3 lanes"));
        log.close();
    }

    @Test
    void aSilentLaneTicksAfterASecondThenLessOften() throws Exception {
        EventLog log = started(2, 10_000);
        try (LaneTicks ticks = new LaneTicks(log)) {
            ticks.start();
            for (int i = 0; i < 20; i++) {
                // Lane 1 has traffic all the time.
                log.submit(1, "demo/f", VALUE);
                Thread.sleep(100);
                while (producer.completeNext()) {
                    // Acknowledge all there is.
                }
            }
        }

        assertThat(producer.history().stream().filter(r -> r.key().equals("tick")))
                .hasSize(1)
                .allMatch(tick -> tick.partition() == 0);
    }

    private EventLog started(int lanes, int bytes) throws Exception {
        EventLog log = new EventLog(producer, wireFormat(), new Lanes(lanes), bytes, metrics);
        log.start();
        for (int i = 0; i < 100 && log.problem().isPresent(); i++) {
            Thread.sleep(20);
        }
        assertThat(log.problem()).isEmpty();
        return log;
    }

    private static void assertUnavailable(CompletableFuture<RecordMetadata> future) {
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    private static WireFormat wireFormat() throws Exception {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        for (Topic<?> topic : Topics.all()) {
            registry.register(topic.subject(), new AvroSchema(SpecificData.get().getSchema(topic.valueType())));
        }
        return new WireFormat(registry);
    }

    private static Cluster cluster() {
        Node node = new Node(0, "localhost", 1);
        Node[] replicas = {node};
        return new Cluster(
                "test",
                List.of(node),
                List.of(
                        new PartitionInfo(Topics.SUBMISSIONS.name(), 0, node, replicas, replicas),
                        new PartitionInfo(Topics.SUBMISSIONS.name(), 1, node, replicas, replicas),
                        new PartitionInfo(Topics.PERSONAL.name(), 0, node, replicas, replicas),
                        new PartitionInfo(Topics.PERSONAL.name(), 1, node, replicas, replicas),
                        new PartitionInfo(Topics.COMMANDS.name(), 0, node, replicas, replicas),
                        new PartitionInfo(Topics.REJECTED.name(), 0, node, replicas, replicas)),
                java.util.Set.of(),
                java.util.Set.of());
    }
}
