package org.farmer1st.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.intake.Samples.uuid;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.Submission;
import org.farmer1st.intake.state.StoredResponse;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.StateSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lane as a whole: one fact a submission, whatever it is. */
class IntakeTopologyTest {

    private static final String FARMER = "f-1";
    private static final String KEY = Lanes.key(Samples.TENANT, FARMER);

    @TempDir
    Path stateDirectory;

    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat format = new WireFormat(registry);
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> submissions;
    private TestInputTopic<byte[], byte[]> farmers;
    private TestOutputTopic<String, ResponseFact> facts;
    private TestOutputTopic<String, PersonalData> personal;
    private TestOutputTopic<byte[], byte[]> deadLetters;
    private Instant now = Instant.parse("2026-11-20T08:00:00Z");

    @BeforeEach
    void start() {
        Provisioning.registerSchemas(registry);
        open();
    }

    private void open() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, IntakeTopology.JOB);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(IntakeTopology.of(format, new Lanes(1)), properties);
        submissions = driver.createInputTopic(
                Topics.SUBMISSIONS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        farmers = driver.createInputTopic(
                Topics.REFERENCE_FARMERS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        facts = driver.createOutputTopic(
                Topics.RESPONSES.name(), new StringDeserializer(), format.deserializer(Topics.RESPONSES));
        personal = driver.createOutputTopic(
                Topics.PERSONAL.name(), new StringDeserializer(), format.deserializer(Topics.PERSONAL));
        deadLetters = driver.createOutputTopic(
                Topics.deadLetters(IntakeTopology.JOB), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aFactCarriesTheKeyTheLaneAndHowFarItCovers() {
        ResponseVersion version = Samples.version(FARMER, uuid(1), uuid(1), null, 1);
        send(Samples.submission(version));
        TestRecord<String, ResponseFact> fact = facts.readRecord();
        assertThat(fact.key()).isEqualTo(KEY);
        assertThat(fact.value()).isEqualTo(new ResponseFact(0, 0L, now, new ResponseAdded(version)));
        assertThat(personal.isEmpty()).isTrue();
    }

    @Test
    void aFactBelongsToTheTraceOfItsSubmission() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        byte[] submission = format.serializer(Topics.SUBMISSIONS)
                .serialize(
                        Topics.SUBMISSIONS.name(),
                        Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));
        TestRecord<byte[], byte[]> record =
                new TestRecord<>(KEY.getBytes(StandardCharsets.UTF_8), submission, new RecordHeaders(), now);
        record.headers().add("traceparent", trace.getBytes(StandardCharsets.US_ASCII));
        record.headers().add("other", new byte[1]);
        submissions.pipeInput(record);

        TestRecord<String, ResponseFact> fact = facts.readRecord();
        assertThat(fact.headers()).hasSize(1);
        assertThat(fact.headers().lastHeader("traceparent").value()).asString().isEqualTo(trace);
    }

    @Test
    void whatLosesIsTakenOutOfThePersonalData() {
        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));
        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(2), uuid(1), 2)));
        TestRecord<String, PersonalData> tombstone = personal.readRecord();
        assertThat(tombstone.value()).isNull();
        assertThat(tombstone.key())
                .isEqualTo(KEY + "/" + uuid(1) + "/" + uuid(1) + "/"
                        + HexFormat.of().formatHex(Samples.digest(1).array()));
    }

    @Test
    void whatCannotBeReadIsSetAsideAndTheLaneGoesOn() {
        List<byte[]> bad = new ArrayList<>();
        bad.add(null);
        bad.add(new byte[0]);
        bad.add("{\"not\":\"avro\"}".getBytes(StandardCharsets.UTF_8));
        byte[] unknownSchema = bytes(Samples.tick());
        unknownSchema[1] = 77;
        bad.add(unknownSchema);
        byte[] ofAnotherTopic = format.serializer(Topics.PERSONAL)
                .serialize(null, new PersonalData("t", "f", "r", "v", "s", 1, now, null, List.of(), null));
        bad.add(ofAnotherTopic);
        bad.add(bytes(Samples.submission(Samples.version("another", uuid(1), uuid(1), null, 1))));
        bad.add(bytes(Samples.submission(Samples.version(FARMER, uuid(1), uuid(2), null, 1))));

        for (byte[] value : bad) {
            sendBytes(value);
        }
        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));

        for (int offset = 0; offset < bad.size(); offset++) {
            TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
            assertThat(letter.value()).isEqualTo(bad.get(offset));
            assertThat(letter.key()).isEqualTo(KEY.getBytes(StandardCharsets.UTF_8));
            assertThat(header(letter, DeadLetters.REASON)).isNotBlank();
            assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("survey.submissions");
            assertThat(header(letter, DeadLetters.PARTITION)).isEqualTo("0");
            assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("" + offset);
            ResponseFact fact = facts.readValue();
            assertThat(fact.getCovered()).isEqualTo(offset);
            assertThat(((NoChange) fact.getChange()).getReason()).isEqualTo(NoChangeReason.DEAD_LETTER);
        }
        assertThat(facts.readValue().getChange()).isInstanceOf(ResponseAdded.class);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void randomBytesNeverStopTheLane() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] good = bytes(Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = good.clone();
            int changes = 1 + random.nextInt(8);
            for (int change = 0; change < changes; change++) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
            }
            sendBytes(bytes);
        }
        assertThat(facts.readValuesToList()).as("seed " + seed).hasSize(2_000);
    }

    @Test
    void aSurplusTickMakesNoFact() {
        send(Samples.tick());
        assertThat(((NoChange) facts.readValue().getChange()).getReason()).isEqualTo(NoChangeReason.TICK);
        now = now.plusMillis(499);
        send(Samples.tick());
        assertThat(facts.isEmpty()).isTrue();
        now = now.plusMillis(1);
        send(Samples.tick());
        assertThat(facts.readValue().getCovered()).isEqualTo(2);
    }

    @Test
    void aFarmerWhoMovesTakesTheirResponsesAlong() {
        row(FARMER, new Row("north", 5));
        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));
        send(Samples.submission(Samples.version(FARMER, uuid(2), uuid(2), null, 2)));
        send("f-10", Samples.submission(Samples.version("f-10", uuid(3), uuid(3), null, 3)));
        send(Samples.withdrawal(FARMER, uuid(2)));
        ResponseFact added = facts.readValue();
        ResponseVersion north = ((ResponseAdded) added.getChange()).getAfter();
        assertThat(north.getRegion()).isEqualTo("north");
        facts.readValue();
        facts.readValue();
        assertThat(((ResponseWithdrawn) facts.readValue().getChange())
                        .getBefore()
                        .getRegion())
                .isEqualTo("north");

        now = now.plusSeconds(60);
        row(FARMER, new Row("south", 6));

        ResponseFact moved = facts.readValue();
        ResponseReplaced change = (ResponseReplaced) moved.getChange();
        assertThat(change.getBefore()).isEqualTo(north);
        assertThat(change.getAfter())
                .isEqualTo(ResponseVersion.newBuilder(north).setRegion("south").build());
        assertThat(moved.getCovered()).isEqualTo(3);
        assertThat(moved.getCoveredAt()).isEqualTo(now.minusSeconds(60));
        // The same row again, an older one, and a change of nothing that counts.
        row(FARMER, new Row("south", 6));
        row(FARMER, new Row("north", 5));
        row(FARMER, new Row("south", 7));
        row("f-11", new Row("south", 7));
        assertThat(facts.isEmpty()).isTrue();

        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));
        assertThat(((NoChange) facts.readValue().getChange()).getReason()).isEqualTo(NoChangeReason.REPEAT);
        row(FARMER, null);
        assertThat(((ResponseReplaced) facts.readValue().getChange()).getAfter().getRegion())
                .isNull();
    }

    @Test
    void aRowThatCannotBeReadIsSetAsideAndMovesNothing() {
        byte[] ofAnother = format.serializer(Topics.REFERENCE_FARMERS)
                .serialize(null, new ReferenceFarmer(Samples.TENANT, "another", "north", 1L));
        farmers.pipeInput(new TestRecord<>(KEY.getBytes(StandardCharsets.UTF_8), new byte[] {1}, now));
        farmers.pipeInput(new TestRecord<>(KEY.getBytes(StandardCharsets.UTF_8), ofAnother, now));
        for (int offset = 0; offset < 2; offset++) {
            TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
            assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("cdc.reference.farmers");
            assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("" + offset);
        }
        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(1), null, 1)));
        assertThat(((ResponseAdded) facts.readValue().getChange()).getAfter().getRegion())
                .isNull();
    }

    @Test
    void statesOfAnEarlierSchemaAreRead() throws IOException {
        Schema earlier = StateSchemas.earlierResponses().get(0);
        GenericRecord stored = new GenericRecordBuilder(earlier)
                .set("current", ByteBuffer.wrap(new byte[] {1, 2}))
                .set("currentVersionId", "v")
                .set("versions", List.of())
                .set("withdrawn", false)
                .build();
        byte[] bytes = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), earlier)
                .encode(stored)
                .array();
        assertThat(StateSerde.of(StoredResponse.class, StateSchemas.earlierResponses())
                        .deserializer()
                        .deserialize("", bytes))
                .isEqualTo(new StoredResponse(
                        ByteBuffer.wrap(new byte[] {1, 2}), "v", List.of(), false, List.of(), null, null, false));
    }

    @Test
    void whatRetentionHasForgottenIsNeitherCountedAgainNorChanged() {
        ResponseVersion version = Samples.version(FARMER, uuid(1), uuid(1), null, 1);
        version.setRetentionDays(2);
        ResponseVersion edit = Samples.version(FARMER, uuid(1), uuid(2), uuid(1), 2);
        edit.setRetentionDays(2);
        send(Samples.submission(version));
        now = now.plus(Duration.ofDays(2)).minusMillis(1);
        send(Samples.submission(edit));
        // Two days from the edit on, which is the version that counts.
        now = now.plus(Duration.ofDays(2)).minusMillis(1);
        send(Samples.submission(version));
        facts.readValuesToList();
        personal.readValuesToList();

        now = now.plusMillis(1);
        send(Samples.tick());
        assertThat(personal.readRecord().key()).contains(uuid(2));
        assertThat(((StoredResponse) driver.getKeyValueStore(IntakeTopology.RESPONSES)
                                .get(KEY + '/' + uuid(1)))
                        .getCurrent())
                .isNull();
        facts.readValuesToList();

        row(FARMER, new Row("north", 1));
        assertThat(facts.isEmpty()).isTrue();
        send(Samples.submission(edit));
        send(Samples.submission(version));
        send(Samples.submission(Samples.version(FARMER, uuid(1), uuid(3), uuid(2), 3)));
        send(Samples.withdrawal(FARMER, uuid(1)));
        assertThat(facts.readValuesToList())
                .extracting(fact -> ((NoChange) fact.getChange()).getReason())
                .containsExactly(
                        NoChangeReason.REPEAT, NoChangeReason.REPEAT, NoChangeReason.CONFLICT, NoChangeReason.CONFLICT);
        assertThat(personal.readKeyValuesToList()).hasSize(3);
    }

    @Test
    void manyThatAreDueAreForgottenAFewAtATime() {
        for (int i = 0; i < Retention.MOST + 1; i++) {
            ResponseVersion version = Samples.version(FARMER, uuid(i), uuid(i), null, 1);
            version.setRetentionDays(1);
            send(Samples.submission(version));
        }
        personal.readValuesToList();
        facts.readValuesToList();
        now = now.plus(Duration.ofDays(1));
        // The last one's turn has not come, and it is judged as if it had.
        send(Samples.submission(Samples.version(FARMER, uuid(Retention.MOST), uuid(99), uuid(Retention.MOST), 2)));
        assertThat(((NoChange) facts.readValue().getChange()).getReason()).isEqualTo(NoChangeReason.CONFLICT);
        // Nor does it move with its farmer: that would write what it said anew.
        row(FARMER, new Row("north", 1));
        assertThat(facts.isEmpty()).isTrue();
        assertThat(personal.readKeyValuesToList()).hasSize(Retention.MOST + 1);
        send(Samples.tick());
        assertThat(personal.readKeyValuesToList()).hasSize(1);
        assertThat(driver.getKeyValueStore(IntakeTopology.KEPT_UNTIL).all().hasNext())
                .isFalse();
    }

    @Test
    void anyHistoryEndsAsTheNaiveComputationSays() {
        long first = new Random().nextLong();
        System.out.println("seeds from " + first);
        for (long seed = first; seed < first + 60; seed++) {
            stop();
            wipe();
            open();
            history(seed);
        }
    }

    private void wipe() {
        try (var files = Files.walk(stateDirectory)) {
            files.sorted(Comparator.reverseOrder())
                    .filter(f -> !f.equals(stateDirectory))
                    .forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An upload whose personal data the edge has set apart, and that it has not submitted yet. */
    private record Upload(String farmer, ResponseVersion version) {}

    /**
     * Few responses and few versions, so that everything meets everything, in an order that knows no causes: between setting apart
     * and submitting an upload, others of the same response come and go, and farmers move.
     */
    private void history(long seed) {
        Random random = new Random(seed);
        NaiveIntake naive = new NaiveIntake();
        List<String> expected = new ArrayList<>();
        Set<String> personalThere = new TreeSet<>();
        List<Upload> made = new ArrayList<>();
        List<Upload> underWay = new ArrayList<>();
        Map<String, String> regions = new HashMap<>();
        int responses = 3 + random.nextInt(8);
        int ticks = 0;
        for (int step = 0; step < 150; step++) {
            now = now.plusMillis(random.nextInt(400));
            int responseNumber = random.nextInt(responses);
            String response = uuid(responseNumber * 100);
            String farmer = "f-" + responseNumber % 4;
            now = now.plus(Duration.ofMinutes(random.nextInt(60)));
            naive.at(now);
            int kind = random.nextInt(20);
            if (kind == 0) {
                expected.add(naive.withdrawn(response));
                send(farmer, Samples.withdrawal(farmer, response));
                takeBack(personalThere);
            } else if (kind == 1) {
                send(farmer, Samples.tick());
                ticks++;
            } else if (kind == 2) {
                String region = random.nextInt(4) == 0 ? null : "region-" + random.nextInt(3);
                regions.put(farmer, region);
                row(farmer, region == null && random.nextBoolean() ? null : new Row(region, step));
            } else {
                // A phone that was not answered sends the same again, also while its first try is still under way.
                Upload upload = made.isEmpty() || random.nextInt(3) > 0
                        ? new Upload(farmer, version(random, responseNumber, response, farmer))
                        : made.get(random.nextInt(made.size()));
                made.add(upload);
                personalThere.add(NaiveIntake.name(upload.version()));
                underWay.add(upload);
            }
            while (underWay.size() > random.nextInt(10)) {
                submit(underWay.remove(random.nextInt(underWay.size())), naive, expected, personalThere, seed);
            }
        }
        while (!underWay.isEmpty()) {
            submit(underWay.remove(random.nextInt(underWay.size())), naive, expected, personalThere, seed);
        }
        // However slowly content goes: a few more submissions, and it has.
        for (int i = 0; i < responses; i++) {
            send("f-0", Samples.tick());
            ticks++;
        }
        takeBack(personalThere);
        List<ResponseFact> said = facts.readValuesToList();
        compare(said, expected, ticks, seed);
        assertThat(deadLetters.isEmpty()).as("seed " + seed).isTrue();
        assertThat(personalThere)
                .as("seed " + seed)
                .containsExactlyInAnyOrderElementsOf(naive.held().values());

        Map<String, ResponseVersion> counted = fold(said, seed);
        assertThat(counted.keySet())
                .as("seed " + seed)
                .isEqualTo(naive.standing().keySet());
        // What is forgotten stays where it was counted.
        counted.keySet().retainAll(naive.held().keySet());
        counted.values().forEach(version -> assertThat(version.getRegion())
                .as("seed " + seed + ", " + version.getResponseId())
                .isEqualTo(regions.get(version.getFarmerId())));
    }

    private static ResponseVersion version(Random random, int responseNumber, String response, String farmer) {
        int number = random.nextInt(5);
        int replaced = random.nextInt(3) == 0 ? (number + 1 + random.nextInt(4)) % 5 : Math.max(0, number - 1);
        String replaces = number == 0 ? null : uuid(responseNumber * 100 + replaced);
        int content = (number == 0 ? 0 : 10 * number + replaced) + (random.nextInt(10) == 0 ? 50 : 0);
        ResponseVersion version =
                Samples.version(farmer, response, uuid(responseNumber * 100 + number), replaces, content);
        version.setRetentionDays(number % 3 == 0 ? null : Integer.valueOf(number % 3));
        return version;
    }

    private void submit(Upload upload, NaiveIntake naive, List<String> expected, Set<String> personalThere, long seed) {
        String response = upload.version().getResponseId();
        expected.add(naive.submitted(response, upload.version()));
        send(upload.farmer(), Samples.submission(upload.version()));
        takeBack(personalThere);
        ResponseVersion standing = naive.standing(response);
        if (standing != null && !naive.isForgotten(response)) {
            assertThat(personalThere).as("seed " + seed).contains(NaiveIntake.name(standing));
        }
    }

    /** One fact for each submission, in their order, and in between what moves, which covers nothing new. */
    private static void compare(List<ResponseFact> made, List<String> expected, int ticks, long seed) {
        List<String> said = new ArrayList<>();
        int ticked = 0;
        long covered = -1;
        for (ResponseFact fact : made) {
            if (isMove(fact)) {
                assertThat(fact.getCovered()).as("seed " + seed).isEqualTo(covered);
                continue;
            }
            assertThat(fact.getCovered()).as("seed " + seed).isGreaterThan(covered);
            covered = fact.getCovered();
            String saying = NaiveIntake.saying(fact);
            if (saying.equals("TICK")) {
                ticked++;
            } else {
                said.add(saying);
            }
        }
        for (int i = 0; i < Math.min(said.size(), expected.size()); i++) {
            assertThat(said.get(i)).as("seed " + seed + ", fact " + i).isEqualTo(expected.get(i));
        }
        assertThat(said).as("seed " + seed).hasSameSizeAs(expected);
        assertThat(ticked).isLessThanOrEqualTo(ticks);
    }

    private static boolean isMove(ResponseFact fact) {
        return fact.getChange() instanceof ResponseReplaced replaced
                && replaced.getBefore()
                        .getVersionId()
                        .equals(replaced.getAfter().getVersionId());
    }

    /** What counts after all facts, by response. What a fact takes out must be, to the last field, what was counted. */
    private static Map<String, ResponseVersion> fold(List<ResponseFact> facts, long seed) {
        Map<String, ResponseVersion> counted = new HashMap<>();
        for (ResponseFact fact : facts) {
            Object change = fact.getChange();
            if (change instanceof ResponseAdded added) {
                assertThat(counted.put(added.getAfter().getResponseId(), added.getAfter()))
                        .as("seed " + seed)
                        .isNull();
            } else if (change instanceof ResponseReplaced replaced) {
                assertThat(counted.put(replaced.getAfter().getResponseId(), replaced.getAfter()))
                        .as("seed " + seed)
                        .isEqualTo(replaced.getBefore());
            } else if (change instanceof ResponseWithdrawn withdrawn) {
                assertThat(counted.remove(withdrawn.getBefore().getResponseId()))
                        .as("seed " + seed)
                        .isEqualTo(withdrawn.getBefore());
            }
        }
        return counted;
    }

    private void takeBack(Set<String> personalThere) {
        for (TestRecord<String, PersonalData> record : personal.readRecordsToList()) {
            assertThat(record.value()).isNull();
            String[] parts = record.key().split("/");
            personalThere.remove(parts[2] + ":" + parts[3] + ":" + Integer.parseInt(parts[4].substring(0, 2), 16));
        }
    }

    private record Row(String region, long rowVersion) {}

    /** A row of reference.farmers; null where it was deleted. */
    private void row(String farmer, Row row) {
        byte[] value = row == null
                ? null
                : format.serializer(Topics.REFERENCE_FARMERS)
                        .serialize(null, new ReferenceFarmer(Samples.TENANT, farmer, row.region(), row.rowVersion()));
        farmers.pipeInput(
                new TestRecord<>(Lanes.key(Samples.TENANT, farmer).getBytes(StandardCharsets.UTF_8), value, now));
    }

    private void send(Submission submission) {
        send(FARMER, submission);
    }

    private void send(String farmer, Submission submission) {
        submissions.pipeInput(new TestRecord<>(
                Lanes.key(Samples.TENANT, farmer).getBytes(StandardCharsets.UTF_8), bytes(submission), now));
    }

    private void sendBytes(byte[] value) {
        submissions.pipeInput(new TestRecord<>(KEY.getBytes(StandardCharsets.UTF_8), value, now));
    }

    private byte[] bytes(Submission submission) {
        return format.serializer(Topics.SUBMISSIONS).serialize(Topics.SUBMISSIONS.name(), submission);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
