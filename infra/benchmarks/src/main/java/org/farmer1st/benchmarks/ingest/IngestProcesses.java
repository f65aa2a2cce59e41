package org.farmer1st.benchmarks.ingest;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.services.BenchmarkIssuer;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.CommandedProcess;
import org.farmer1st.benchmarks.services.MeasuredProcess;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.schemas.Topics;

/** Everything that runs: the backing services, ingest-api with everything switched on, and the references beside it. */
final class IngestProcesses implements AutoCloseable {

    private static final int KEY_BYTES = 32;
    private static final String MODULE = "infra/benchmarks";

    private final BenchmarkIssuer issuer;
    private final BenchmarkServices services;
    private final MeasuredProcess ingest;
    private final MeasuredProcess least;
    private final MeasuredProcess bare;
    private final CommandedProcess loop;
    private final String token;
    private final Optional<Subject> peer;

    /**
     * Starts it.
     *
     * @param root the checkout, built
     */
    IngestProcesses(Path root, IngestSettings settings) throws IOException, InterruptedException {
        issuer = new BenchmarkIssuer();
        token = issuer.enumerator(IngestLoad.TENANT);
        services = BenchmarkServices.start(root);
        try {
            for (BenchmarkSurvey survey : BenchmarkSurvey.values()) {
                publish(survey);
            }
            ingest = services.run(services.http(
                    Subject.INGEST, "ingest-api", "org.farmer1st.ingest.IngestMain", ingestEnvironment()));
            least = services.run(services.http(
                    "least-handler", MODULE, LeastHandlerMain.class.getName(), services.logEnvironment()));
            bare = services.run(services.http("bare-handler", MODULE, BareHandlerMain.class.getName(), Map.of()));
            loop = new CommandedProcess(
                    BenchmarkServices.MEASURED_JVM.command(
                            services.distribution().classPath(MODULE), ParseAndProduceMain.class.getName()),
                    services.logEnvironment(),
                    services.log("parse-and-produce"));
        } catch (IOException | RuntimeException | InterruptedException e) {
            services.close();
            issuer.close();
            throw e;
        }
        Optional<ProcessHandle> peerProcess = settings.peerPid().isPresent()
                ? ProcessHandle.of(settings.peerPid().getAsLong())
                : Optional.empty();
        peer = settings.peer()
                .map(target -> new Subject(Subject.PEER, peerProcess, BenchmarkSurvey.PLAIN, target, 0, 0));
    }

    private Map<String, String> ingestEnvironment() {
        Map<String, String> environment = new HashMap<>(services.logEnvironment());
        environment.putAll(issuer.environment());
        environment.put("REDIS_URL", services.redisUrl());
        environment.put("RECEIPT_KEY", secret());
        environment.put("CONTENT_HASH_KEY", secret());
        // Limits are counted, and not met.
        for (String whose : List.of("SUBJECT", "TENANT")) {
            environment.put("RATE_LIMIT_" + whose + "_PER_SECOND", "1000000");
            environment.put("RATE_LIMIT_" + whose + "_BURST", "10000000");
        }
        return environment;
    }

    private static String secret() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** Does what the capture of Postgres does once a survey is published. */
    private void publish(BenchmarkSurvey survey) throws InterruptedException {
        String topic = Topics.REFERENCE_SURVEYS.name();
        ReferenceSurvey row = new ReferenceSurvey(IngestLoad.TENANT, survey.surveyId(), 1, survey.definition(), 1L);
        byte[] value =
                services.wireFormat().serializer(Topics.REFERENCE_SURVEYS).serialize(topic, row);
        String key = IngestLoad.TENANT + '/' + survey.surveyId() + "/1";
        try (KafkaProducer<String, byte[]> writer =
                new KafkaProducer<>(ReferenceProducer.properties(services.bootstrapServers()))) {
            writer.send(new ProducerRecord<>(topic, 0, key, value)).get();
        } catch (ExecutionException e) {
            throw new LoadFailedException("The survey could not be published: " + e.getCause(), e);
        }
    }

    BenchmarkServices services() {
        return services;
    }

    /** ingest-api, with responses that hold nothing personal and with such that do. */
    List<Subject> ingest() {
        return List.of(
                Subject.of(Subject.INGEST, ingest, BenchmarkSurvey.PLAIN, 1),
                Subject.of(Subject.INGEST_PERSONAL, ingest, BenchmarkSurvey.PERSONAL, 1));
    }

    /** The references that write what they are sent, and the peer. */
    List<Subject> writingReferences() {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(Subject.of(Subject.LEAST, least, BenchmarkSurvey.PLAIN, 1));
        peer.ifPresent(subjects::add);
        return subjects;
    }

    /** The reference that writes nothing. */
    Subject bare() {
        return Subject.of(Subject.BARE, bare, BenchmarkSurvey.PLAIN, 0);
    }

    CommandedProcess loop() {
        return loop;
    }

    long ingestPid() {
        return ingest.pid();
    }

    /** Single responses of so many bytes for a subject. */
    IngestLoad single(Subject subject, int bytes) {
        return IngestLoad.single(subject.survey(), bytes, subject.target(), token);
    }

    /** Batches of responses of so many bytes for a subject. */
    IngestLoad batch(Subject subject, int bytes, int items) {
        return IngestLoad.batch(subject.survey(), bytes, items, URI.create(subject.target() + "/batch"), token);
    }

    /** A file with the body of such a batch. */
    Path batchFile(int bytes, int items) throws IOException {
        Path file = services.home().resolve("batch-" + bytes + ".ndjson");
        if (!Files.exists(file)) {
            IngestLoad load = batch(ingest().get(0), bytes, items);
            ByteBuffer body = ByteBuffer.allocate(load.bodyBytes());
            load.nextBody(body);
            Files.write(file, body.array());
        }
        return file;
    }

    @Override
    public void close() {
        loop.close();
        services.close();
        issuer.close();
    }
}
