package org.farmer1st.local.letters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.farmer1st.events.PersonalAnswer;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WithdrawalSubmitted;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code dlq} on a real Kafka and registry. Each test has a job of its own, and a key by which it finds its records. */
class DeadLettersIT {

    private static final int LANE = 5;

    private static BackingServices services;
    private static WireFormat format;

    @TempDir
    Path directory;

    private final String job = "job-" + UUID.randomUUID();
    private final String key = "demo/" + UUID.randomUUID();

    private record Said(int exitCode, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeAll
    static void start() {
        services = BackingServices.start(Service.KAFKA, Service.REGISTRY).provisioned();
        format = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100));
    }

    @BeforeEach
    void makeTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", services.kafkaBootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(Topics.deadLetters(job), 1, (short) 1)
                            .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void lettersAreCountedListedAndShown() throws Exception {
        setAside(Topics.SUBMISSIONS, 11, "too old", bytes(withdrawal("r-1")));
        setAside(Topics.SUBMISSIONS, 12, "not\u001b[31mavro", "no event".getBytes(StandardCharsets.UTF_8));

        JsonNode summary = null;
        for (JsonNode one : run("list", "--json").json().path("jobs")) {
            summary = one.path("job").asText().equals(job) ? one : summary;
        }
        assertThat(summary.path("letters").asInt()).isEqualTo(2);
        assertThat(summary.path("replayed").asInt()).isZero();
        assertThat(summary.path("newestReason").asText()).isEqualTo("not\u001b[31mavro");
        assertThat(Instant.parse(summary.path("oldestAt").asText())).isBefore(Instant.now());
        assertThat(run("list").out()).contains(job).contains("not·[31mavro").doesNotContain("\u001b");

        JsonNode letters = run("list", "--job", job, "--json").json().path("letters");
        assertThat(letters).hasSize(2);
        assertThat(letters.path(0).path("number").asLong()).isZero();
        assertThat(letters.path(1).path("origin").asText()).isEqualTo("survey.submissions/5/12");
        assertThat(letters.path(1).path("size").asInt()).isEqualTo(8);
        assertThat(run("list", "--job", job, "--limit", "1").out())
                .contains("survey.submissions/5/12")
                .contains("1 older ones")
                .doesNotContain("survey.submissions/5/11");

        assertThat(run("show", job, "0", "--json").json().at("/event/event").findValuesAsText("responseId"))
                .containsExactly("r-1");
        assertThat(run("show", job, "0").out()).contains(key, "too old", "\"responseId\" : \"r-1\"");
        assertThat(run("show", job, "1").out())
                .contains("6e 6f 20 65 76 65 6e 74")
                .contains("no event");
    }

    @Test
    void anEventOfAnotherTopicIsNamedAndNotShown() throws Exception {
        byte[] personal = format.serializer(Topics.PERSONAL)
                .serialize(
                        null,
                        new PersonalData(
                                "t",
                                "f",
                                "r",
                                "v",
                                "s",
                                1,
                                Instant.EPOCH,
                                null,
                                List.of(new PersonalAnswer("name", "\"Amina\"")),
                                null));
        setAside(Topics.SUBMISSIONS, 1, "of another topic", personal);
        Path file = directory.resolve("bytes");

        Said shown = run("show", job, "0", "--bytes", file.toString());

        assertThat(shown.out()).contains("org.farmer1st.events.PersonalData").doesNotContain("Amina");
        assertThat(run("show", job, "0", "--json").out())
                .contains("PersonalData")
                .doesNotContain("Amina");
        assertThat(file).hasBinaryContent(personal);
    }

    @Test
    void aLetterGoesBackToWhereItCameFromOnceUnlessAskedAgain() throws Exception {
        byte[] value = bytes(withdrawal("r-1"));
        setAside(Topics.SUBMISSIONS, 21, "once", value);

        Said first = run("replay", job, "0");
        assertThat(first.exitCode()).as(first.err()).isZero();
        ConsumerRecord<byte[], byte[]> record = inLane().get(0);
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.headers().toArray()).hasSize(1);
        assertThat(record.headers().lastHeader("traceparent").value())
                .asString()
                .isEqualTo("trace");
        assertThat(first.out()).contains("offset " + record.offset() + " of survey.submissions, partition 5");

        Said second = run("replay", job, "0");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("was replayed").contains("" + record.offset());
        assertThat(run("replay", job, "--all", "--json").json().path("leftAlone"))
                .hasSize(1);
        assertThat(run("list", "--job", job).out()).contains("(replayed as " + record.offset() + ")");
        assertThat(run("show", job, "0", "--json").json().path("replayedAs").asLong())
                .isEqualTo(record.offset());
        assertThat(inLane()).hasSize(1);

        assertThat(run("replay", job, "0", "--again").exitCode()).isZero();
        assertThat(inLane()).hasSize(2);
    }

    @Test
    void aLetterThatWasWrittenTwiceGoesBackOnce() throws Exception {
        setAside(Topics.SUBMISSIONS, 31, "twice", bytes(withdrawal("r-1")));
        setAside(Topics.SUBMISSIONS, 31, "twice", bytes(withdrawal("r-1")));
        setAside(Topics.SUBMISSIONS, 32, "another", bytes(withdrawal("r-2")));

        assertThat(run("replay", job, "--all").exitCode()).isZero();

        assertThat(inLane()).hasSize(2);
        assertThat(run("replay", job, "--all", "--json").json().path("leftAlone"))
                .hasSize(3);
    }

    @Test
    void whatIsRepairedGoesBackInItsPlace() throws Exception {
        setAside(Topics.SUBMISSIONS, 41, "an identity is empty", bytes(withdrawal("")));
        Path event = directory.resolve("event.json");
        Files.writeString(
                event,
                run("show", job, "0", "--json")
                        .json()
                        .path("event")
                        .toString()
                        .replace("\"responseId\":\"\"", "\"responseId\":\"r-1\""));
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"event\":{}}");
        Path wrongBytes = Files.write(directory.resolve("wrong"), new byte[] {0, 0, 0, 0, 1, 7});

        assertThat(run("replay", job, "0", "--with", broken.toString()).err()).contains("no Submission");
        assertThat(run("replay", job, "0", "--with", wrongBytes.toString()).exitCode())
                .isEqualTo(1);
        assertThat(inLane()).isEmpty();

        assertThat(run("replay", job, "0", "--with", event.toString()).exitCode())
                .isZero();
        assertThat(inLane()).hasSize(1);
        assertThat(inLane().get(0).value()).isEqualTo(bytes(withdrawal("r-1")));
    }

    @Test
    void nothingGoesIntoALogThatAJobWrites() throws Exception {
        setAside(Topics.RESPONSES, 51, "cut off", new byte[] {0, 0, 0, 0, 1});
        setAside(Topics.REFERENCE_FARMERS, 52, "cut off", new byte[] {0, 0, 0, 0, 1});

        Said refused = run("replay", job, "--all");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("GENERATION").contains("Update the row");
        assertThat(run("list", "--job", job).out()).doesNotContain("replayed as");
    }

    @Test
    void wrongUseIsToldFromWhatIsNotThere() throws Exception {
        assertThat(run("replay", job, "7").exitCode()).isEqualTo(1);
        assertThat(run("show", job, "7").err()).contains("dlq list --job " + job);
        assertThat(run("show", "nobody", "7").exitCode()).isEqualTo(2);
        assertThat(run("replay", job).exitCode()).isEqualTo(2);
        assertThat(run("replay", job, "7", "--all").exitCode()).isEqualTo(2);
        assertThat(run("list", "--job", job, "--limit", "0").exitCode()).isEqualTo(2);
        assertThat(run().exitCode()).isEqualTo(2);
    }

    @Test
    void twoAtOncePutEachLetterBackOnce() throws Exception {
        int letters = 250;
        for (int i = 0; i < letters; i++) {
            setAside(Topics.SUBMISSIONS, 1_000 + i, "many", bytes(withdrawal("r-" + i)));
        }
        List<Thread> people = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            people.add(new Thread(() -> run("replay", job, "--all"), "replay-" + i));
        }
        people.forEach(Thread::start);
        for (Thread person : people) {
            person.join();
        }
        // Whoever was fenced off says so; what is left is put back by the next.
        assertThat(run("replay", job, "--all").exitCode()).isZero();
        assertThat(inLane()).hasSize(letters).extracting(ConsumerRecord::value).doesNotHaveDuplicates();
    }

    private Said run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--kafka", services.kafkaBootstrapServers(), "--registry", services.schemaRegistryUrl()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = FarmerCommand.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return new Said(commandLine.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static Submission withdrawal(String responseId) {
        return new Submission(new WithdrawalSubmitted("demo", "f-1", responseId, Instant.EPOCH));
    }

    private static byte[] bytes(Submission submission) {
        return format.serializer(Topics.SUBMISSIONS).serialize(null, submission);
    }

    private void setAside(Topic<? extends SpecificRecord> from, long offset, String reason, byte[] value)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", services.kafkaBootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> letter =
                    new ProducerRecord<>(Topics.deadLetters(job), 0, key.getBytes(StandardCharsets.UTF_8), value);
            letter.headers()
                    .add("traceparent", "trace".getBytes(StandardCharsets.UTF_8))
                    .add(DeadLetters.REASON, reason.getBytes(StandardCharsets.UTF_8))
                    .add(DeadLetters.TOPIC, from.name().getBytes(StandardCharsets.UTF_8))
                    .add(DeadLetters.PARTITION, ("" + LANE).getBytes(StandardCharsets.UTF_8))
                    .add(DeadLetters.OFFSET, ("" + offset).getBytes(StandardCharsets.UTF_8));
            producer.send(letter).get(30, TimeUnit.SECONDS);
        }
    }

    /** What stands in the lane under this test's key, once all that was written before is committed or aborted. */
    private List<ConsumerRecord<byte[], byte[]>> inLane() {
        TopicPartition lane = new TopicPartition(Topics.SUBMISSIONS.name(), LANE);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        long end;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            end = consumer.endOffsets(List.of(lane)).get(lane);
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            consumer.assign(List.of(lane));
            consumer.seekToBeginning(List.of(lane));
            while (consumer.position(lane) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
                        found.add(record);
                    }
                }
            }
        }
        return found;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        services.kafkaBootstrapServers(),
                        "isolation.level",
                        isolation,
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
