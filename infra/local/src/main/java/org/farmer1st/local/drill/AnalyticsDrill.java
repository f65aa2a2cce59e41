package org.farmer1st.local.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.client.SurveyPublication;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.sample.AggregateComparison;
import org.farmer1st.local.sample.PlainCount;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/**
 * More facts than HTTP would bring in a short time, straight into their lanes of survey.responses, while the Flink cluster's
 * processes are killed; then every aggregate that the API tells is compared with a plain count over what stands.
 *
 * <p>The facts cover no submission: they say the time at which they were written, and an offset before all of the lane's, so
 * that readers who wait for a receipt meanwhile wait for the next submission or tick.
 */
final class AnalyticsDrill {

    private static final Duration WITHOUT_PROGRESS = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_LOOKS_MS = 500;
    private static final int SHORTEST_PEACE_MS = 1_000;
    private static final int LONGEST_PEACE_MS = 6_000;
    private static final String AGGREGATES = "/v1/surveys/" + FactHistory.SURVEY + "/aggregates";

    private final LocalAccess access;
    private final Map<String, String> settings;
    private final Killer killer;
    private final PrintWriter out;

    /** @param settings of Kafka and the registry, as jobs are told them */
    AnalyticsDrill(LocalAccess access, Map<String, String> settings, Killer killer, PrintWriter out) {
        this.access = access;
        this.settings = settings;
        this.killer = killer;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param victims what is killed, one after the other, while facts are written or counted
     * @return what is wrong, in words; empty when everything is right
     */
    List<String> run(FactHistory history, List<String> victims) throws IOException, InterruptedException {
        ApiClient admin = access.serving(Role.admin, "drill", history.tenant());
        new SurveyPublication(access.ingest(Role.admin, "drill", history.tenant()), admin, this::say)
                .publish(FactHistory.definition());
        long size = history.size();
        say("Tenant " + history.tenant() + ", seed " + history.seed() + ": " + history.responses() + " responses, "
                + size + " facts");
        List<String> failures = new ArrayList<>();
        long began = System.nanoTime();
        try (Watcher watcher = new Watcher(
                access.serving(Role.stakeholder, "watcher", history.tenant()),
                AGGREGATES + "?groupBy=main_crop",
                AnalyticsDrill::steady)) {
            CompletableFuture<Instant> written = writeBeside(history, size);
            Random chance = new Random(history.seed());
            // The first is killed in any case before all is counted, which takes a tick, and ticks come after a second.
            int peace = SHORTEST_PEACE_MS;
            for (String victim : victims) {
                Thread.sleep(chance.nextInt(peace));
                peace = LONGEST_PEACE_MS;
                if (written.isDone() && isCounted(admin, written.join())) {
                    failures.add("Everything was counted before " + victim + " was killed: give more responses");
                } else {
                    failures.addAll(killer.kill(List.of(victim)));
                }
            }
            awaitCounted(admin, written.get(), failures);
            say(String.format(
                    "All of it was counted %.0f s after the first fact was written",
                    (System.nanoTime() - began) / 1e9));
            say(watcher.answers() + " answers were read meanwhile, "
                    + watcher.failures().size() + " went back");
            failures.addAll(watcher.failures());
            if (watcher.answers() == 0) {
                failures.add("No aggregates could be read meanwhile");
            }
        } catch (ExecutionException e) {
            throw new IOException("The facts could not be written: " + e.getCause(), e.getCause());
        }
        if (failures.isEmpty()) {
            AggregateComparison.Result result = new AggregateComparison(
                            access.serving(Role.stakeholder, "drill", history.tenant()),
                            FactHistory.SURVEY,
                            countPlainly(history))
                    .compareShowing(out);
            say(result.cells() + " cells compared, " + result.differences().size() + " differ");
            failures.addAll(result.differences());
        }
        return failures;
    }

    private PlainCount countPlainly(FactHistory history) {
        List<JsonNode> standing = history.standing();
        say("Comparing with a plain count of " + standing.size() + " responses that stand …");
        PlainCount count = new PlainCount(FactHistory.definition());
        try (Progress progress = Progress.of("Counting plainly", standing.size(), out)) {
            for (JsonNode response : standing) {
                count.add(response);
                progress.advance(1);
            }
        }
        return count;
    }

    /** How many responses there are about the crop whose number may only grow. */
    private static long steady(ApiAnswer answer) {
        for (JsonNode cell : answer.data().path("cells")) {
            if (cell.path("group").path("main_crop").asText().equals(FactHistory.STEADY_CROP)) {
                return cell.path("responses").asLong();
            }
        }
        return 0;
    }

    private CompletableFuture<Instant> writeBeside(FactHistory history, long size) {
        CompletableFuture<Instant> written = new CompletableFuture<>();
        Thread writer = new Thread(
                () -> {
                    try {
                        write(history, size);
                        written.complete(Instant.now());
                    } catch (RuntimeException e) {
                        written.completeExceptionally(e);
                    }
                },
                "facts");
        writer.setDaemon(true);
        writer.start();
        return written;
    }

    private void write(FactHistory history, long size) {
        Lanes lanes = new Lanes(Integer.parseInt(settings.get("LANES")));
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(settings.get("SCHEMA_REGISTRY_URL"), 100));
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (Progress progress = Progress.of("Writing", size, out);
                KafkaProducer<String, ResponseFact> producer = new KafkaProducer<>(
                        producerSettings(), new StringSerializer(), format.serializer(Topics.RESPONSES))) {
            for (Iterator<FactHistory.Change> changes = history.changes(); changes.hasNext(); ) {
                FactHistory.Change change = changes.next();
                int lane = lanes.of(history.tenant(), change.farmerId());
                ResponseFact fact = new ResponseFact(lane, -1L, Instant.now(), change.change());
                producer.send(
                        new ProducerRecord<>(
                                Topics.RESPONSES.name(), lane, Lanes.key(history.tenant(), change.farmerId()), fact),
                        (metadata, error) -> {
                            if (error != null) {
                                failure.compareAndSet(null, error);
                            }
                        });
                progress.advance(1);
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("Kafka did not take them: " + failure.get(), failure.get());
        }
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.get("KAFKA_BOOTSTRAP_SERVERS"));
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        producer.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        return producer;
    }

    /** Whether every lane is past a time: behind it in the lanes there are only ticks and later submissions. */
    private boolean isCounted(ApiClient reader, Instant moment) throws IOException, InterruptedException {
        return asOf(reader).isAfter(moment);
    }

    private Instant asOf(ApiClient reader) throws IOException, InterruptedException {
        ApiAnswer answer = reader.sendUntilAnswered("GET", AGGREGATES, null, PATIENCE);
        JsonNode told = answer.meta().path("asOf");
        return told.isTextual() ? Instant.parse(told.asText()) : Instant.EPOCH;
    }

    private void awaitCounted(ApiClient reader, Instant moment, List<String> failures)
            throws IOException, InterruptedException {
        Instant reached = Instant.MIN;
        long moved = System.nanoTime();
        while (!reached.isAfter(moment)) {
            Instant now = asOf(reader);
            if (now.isAfter(reached)) {
                reached = now;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > WITHOUT_PROGRESS.toNanos()) {
                failures.add("The aggregates are as of " + reached + " and don't go on");
                return;
            }
            Thread.sleep(BETWEEN_LOOKS_MS);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
