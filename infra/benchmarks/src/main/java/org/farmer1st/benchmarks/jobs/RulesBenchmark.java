package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.report.Versions;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.schemas.Topics;

/**
 * Measures what a farmer's days cost loyalty-points, and rules: a record of a farmer who has {@value #DAYS} days and more, one after
 * the other, without rules and with a bonus, a cap and streaks, beside one of a farmer who has five.
 */
final class RulesBenchmark {

    static final String FIVE_DAYS = "5 days a farmer";
    static final String MANY_DAYS = "300 days and more";
    static final String RULES = "300 days and more with rules";

    private static final int DAYS = 300;

    private final Path root;
    private final StreamsSettings settings;
    private final List<JobMeasurement> measurements = new ArrayList<>();

    RulesBenchmark(Path root, StreamsSettings settings) {
        this.root = root;
        this.settings = settings;
    }

    /** Measures it. */
    JobReport run() throws IOException, InterruptedException {
        String startedAt = Instant.now().toString();
        MachineFacts machine = MachineFacts.of(root);
        long recordBytes;
        System.err.println("starting three Kafkas, and loyalty-points on each");
        try (Site few = new Site(FIVE_DAYS, root, StreamsSubject.POINTS, true, settings);
                Site many = site(MANY_DAYS);
                Site rules = site(RULES)) {
            publishRules(rules);
            List<Site> sites = List.of(few, many, rules);
            System.err.println("warming up");
            for (long done = 0; done < settings.warmUp(); done += settings.records()) {
                for (Site site : sites) {
                    site.workOnNew(settings.records());
                    site.deleteSeen();
                }
            }
            for (int round = 1; round <= settings.rounds(); round++) {
                for (Site site : sites) {
                    JobMeasurement measured = site.measure(StreamsBenchmark.COST, round, settings.records());
                    site.deleteSeen();
                    measurements.add(measured);
                    System.err.println(measured.inWords());
                }
            }
            recordBytes = many.backlog().recordBytes();
            if (settings.profile().isPresent()) {
                Files.createDirectories(settings.profile().get());
                for (Site site : sites) {
                    System.err.println(
                            "profile: " + site.profile(settings.profile().get(), settings.records()));
                }
            }
        }
        List<JobReport.Ratio> ratios = new ArrayList<>();
        ratios.addAll(JobReport.ratios(measurements, StreamsBenchmark.COST, MANY_DAYS, FIVE_DAYS));
        ratios.addAll(JobReport.ratios(measurements, StreamsBenchmark.COST, RULES, MANY_DAYS));
        return new JobReport(
                "points",
                startedAt,
                Instant.now().toString(),
                machine,
                Versions.ofLibraries(),
                readableSettings(),
                recordBytes,
                JobReport.otherProcessors(measurements),
                JobReport.rows(measurements),
                ratios,
                List.of(),
                List.of(),
                measurements);
    }

    private Site site(String name) throws IOException, InterruptedException {
        SampleResponses responses = new SampleResponses(settings.questions());
        return new Site(
                name,
                root,
                StreamsSubject.POINTS,
                true,
                settings,
                services -> JobInput.factsOfManyDays(responses, farmers(), services.wireFormat(), services.lanes()));
    }

    /** So few that the records of the warm-up give each of them as many days as were promised. */
    private long farmers() {
        return Math.max(1, settings.warmUp() / DAYS);
    }

    /** Gives every lane the rules, and waits until it has them. */
    private static void publishRules(Site site) throws InterruptedException {
        BenchmarkServices services = site.services();
        Instant inForceFrom = Instant.parse("2026-10-01T00:00:00Z");
        PointsRuleSet rules = PointsRuleSet.newBuilder()
                .setVersion(1)
                .setInForceFrom(inForceFrom)
                .setBasePoints(10L)
                .setPointsPerAnswer(1)
                .setCompleteBonus(5)
                // What a response is worth, and half of what it is at the end of a streak.
                .setDailyCap(10L + 30 + 5 + 10)
                .setStreakDays(7)
                .setStreakBonus(20)
                .build();
        PointsCommand command = PointsCommand.newBuilder()
                .setCommandId("rules-1")
                .setTenant(SampleResponses.TENANT)
                .setFarmerId("")
                .setKind(PointsCommandKind.RULES)
                .setRequestedBy("benchmark")
                .setRequestedAt(inForceFrom.minusSeconds(1))
                .setRules(rules)
                .build();
        Map<String, Object> producerSettings =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers());
        try (KafkaProducer<String, PointsCommand> producer = new KafkaProducer<>(
                producerSettings, new StringSerializer(), services.wireFormat().serializer(Topics.POINTS_COMMANDS))) {
            for (int lane = 0; lane < services.lanes().count(); lane++) {
                producer.send(new ProducerRecord<>(
                                Topics.POINTS_COMMANDS.name(), lane, SampleResponses.TENANT, command))
                        .get();
            }
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka did not take the rules: " + e.getCause(), e);
        }
        site.awaitWritten(services.lanes().count());
    }

    private Map<String, Object> readableSettings() {
        Map<String, Object> readable = new LinkedHashMap<>();
        readable.put("rounds", settings.rounds());
        readable.put("records", settings.records());
        readable.put("recordsBefore", settings.warmUp());
        readable.put("farmersOfManyDays", farmers());
        readable.put("questions", settings.questions());
        readable.put("commitIntervalMillis", settings.commitInterval().toMillis());
        readable.put("jvm", String.join(" ", BenchmarkServices.MEASURED_JVM.options()));
        return readable;
    }
}
