package org.farmer1st.benchmarks.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.Latency;
import org.farmer1st.benchmarks.services.ViewServices;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Topics;

/**
 * Follows accepted responses until they show in an aggregate over HTTP, as an app does that asks with {@code after=RECEIPT} for
 * what it has just sent; and watches, beside the path, when their facts could be read and when their rows were in Postgres.
 */
final class FreshnessProbe implements AutoCloseable {

    private static final int FOLLOWERS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long ROWS_LOOK_MILLIS = 2;

    private final ViewServices services;
    private final Receipts receipts;
    private final URI serving;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService followers = Executors.newFixedThreadPool(FOLLOWERS);
    private final LaneWatch facts;
    private final LaneWatch rows;
    private final List<Thread> watchers;
    private final List<Future<Followed>> followed = new ArrayList<>();
    private volatile boolean ended;
    private volatile Exception failure;

    /** When something happened to a response, in {@link System#nanoTime()}. */
    private record Followed(Receipt receipt, long accepted, long answered) {}

    /**
     * What came of the responses that were followed.
     *
     * @param visible from the answer 202 to the answer that counts it
     * @param fact from the answer 202 to its fact being readable, committed; 0 where it was sooner
     * @param row from there to its rows being in Postgres, seen within 2 ms
     * @param answer from there to the answer
     */
    record Freshness(Latency visible, Latency fact, Latency row, Latency answer) {}

    /** @param token of a stakeholder */
    FreshnessProbe(ViewServices services, Receipts receipts, URI serving, String token) {
        this.services = services;
        this.receipts = receipts;
        this.serving = serving;
        this.token = token;
        int lanes = services.log().lanes().count();
        facts = new LaneWatch(lanes);
        rows = new LaneWatch(lanes);
        watchers = List.of(new Thread(this::watchFacts, "watch-facts"), new Thread(this::watchRows, "watch-rows"));
        watchers.forEach(Thread::start);
    }

    /** Follows a response from now on. Returns at once. */
    void follow(String receipt, long acceptedAtNanos) {
        synchronized (followed) {
            followed.add(followers.submit(() -> await(receipt, acceptedAtNanos)));
        }
    }

    private Followed await(String receipt, long accepted) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        serving.resolve("/v1/surveys/" + SampleResponses.SURVEY + "/aggregates?after=" + receipt))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .build();
        while (System.nanoTime() - accepted < PATIENCE.toNanos()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            long now = System.nanoTime();
            if (response.statusCode() != 200) {
                throw new LoadFailedException("serving-api answered " + response.statusCode() + ": " + response.body());
            }
            JsonNode meta = json.readTree(response.body()).path("meta");
            if (!meta.path("notYet").asBoolean()) {
                Receipt read = receipts.verify(receipt)
                        .orElseThrow(() -> new LoadFailedException("A receipt of ingest-api's is not its own."));
                return new Followed(read, accepted, now);
            }
        }
        throw new LoadFailedException(
                "A response that was accepted does not show within " + PATIENCE.toSeconds() + " s.");
    }

    /** What came of those that were followed since the last look; waits for all of them. */
    Freshness look() throws InterruptedException {
        List<Future<Followed>> waited;
        synchronized (followed) {
            waited = List.copyOf(followed);
            followed.clear();
        }
        Histogram visible = histogram();
        Histogram fact = histogram();
        Histogram row = histogram();
        Histogram answer = histogram();
        for (Future<Followed> one : waited) {
            try {
                Followed seen = one.get();
                long factAt = when(facts, seen.receipt());
                long rowAt = when(rows, seen.receipt());
                visible.recordValue(seen.answered() - seen.accepted());
                fact.recordValue(Math.max(0, factAt - seen.accepted()));
                row.recordValue(Math.max(0, rowAt - Math.max(factAt, seen.accepted())));
                answer.recordValue(Math.max(0, seen.answered() - Math.max(rowAt, seen.accepted())));
            } catch (ExecutionException e) {
                throw new LoadFailedException("A response could not be followed: " + e.getCause(), e);
            }
        }
        return new Freshness(Latency.of(visible), Latency.of(fact), Latency.of(row), Latency.of(answer));
    }

    private static Histogram histogram() {
        return new Histogram(PATIENCE.multipliedBy(2).toNanos(), 3);
    }

    private long when(LaneWatch watch, Receipt receipt) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (watch.when(receipt.lane(), receipt.offset()).isEmpty()) {
            if (failure != null || System.nanoTime() > deadline) {
                throw new LoadFailedException("A response that shows was not seen on its way.", failure);
            }
            Thread.sleep(ROWS_LOOK_MILLIS);
        }
        return watch.when(receipt.lane(), receipt.offset()).getAsLong();
    }

    private void watchFacts() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, services.log().bootstrapServers());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Deserializer<ResponseFact> deserializer = services.log().wireFormat().deserializer(Topics.RESPONSES);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, services.log().lanes().count())
                    .mapToObj(lane -> new TopicPartition(Topics.RESPONSES.name(), lane))
                    .toList());
            while (!ended) {
                var records = consumer.poll(POLL);
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    ResponseFact fact = deserializer.deserialize(record.topic(), record.value());
                    facts.covers(fact.getLane(), fact.getCovered(), now);
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void watchRows() {
        try (Connection connection = services.connect();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT p.lane, p.covered FROM views.progress p JOIN views.live l USING (view, generation)"
                                + " WHERE view = 'survey_cells'")) {
            while (!ended) {
                try (ResultSet progress = query.executeQuery()) {
                    long now = System.nanoTime();
                    while (progress.next()) {
                        rows.covers(progress.getInt(1), progress.getLong(2), now);
                    }
                }
                Thread.sleep(ROWS_LOOK_MILLIS);
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended = true;
        followers.shutdownNow();
        for (Thread watcher : watchers) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
