package org.farmer1st.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.intake.Samples.uuid;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SkippedQuestion;
import org.farmer1st.events.TimeFlag;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.Test;

/** What is copied is what would have been written. */
class FactEncodingTest {

    private static final Instant APPENDED_AT = Instant.parse("2026-11-21T07:00:00.123Z");

    private final WireFormat format = new WireFormat(provisioned());
    private final Serializer<Object> serializer = format.serializer(Topics.RESPONSES, new FactEncoding(format));

    private static MockSchemaRegistryClient provisioned() {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        Provisioning.registerSchemas(registry);
        return registry;
    }

    @Test
    void theBytesAreThoseOfTheWholeFactWhateverTheVersionHolds() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            ResponseVersion version = version(random, i);
            byte[] submission = format.serializer(Topics.SUBMISSIONS).serialize(null, Samples.submission(version));
            String region = random.nextBoolean() ? "region-é-" + i : null;
            int lane = random.nextInt(10_000);
            long covered = random.nextLong() & Long.MAX_VALUE;

            byte[] copied = serializer.serialize(
                    null, new AddedFact(lane, covered, APPENDED_AT.toEpochMilli(), submission, region));

            version.setRegion(region);
            assertThat(copied)
                    .isEqualTo(format.serializer(Topics.RESPONSES)
                            .serialize(null, new ResponseFact(lane, covered, APPENDED_AT, new ResponseAdded(version))));
        }
    }

    @Test
    void aSubmissionOfAnotherSchemaIsWrittenAnew() {
        ResponseVersion version = Samples.version("farmer-1", uuid(1), uuid(1), null, 1);
        byte[] submission = format.serializer(Topics.SUBMISSIONS).serialize(null, Samples.submission(version));
        // The same schema under another id, as a registry has it that gave the schema to another subject too.
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient() {
            @Override
            public synchronized io.confluent.kafka.schemaregistry.ParsedSchema getSchemaBySubjectAndId(
                    String subject, int id)
                    throws java.io.IOException,
                            io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException {
                return super.getSchemaBySubjectAndId(subject, id == 1_000 ? idOf(subject) : id);
            }

            private int idOf(String subject)
                    throws java.io.IOException,
                            io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException {
                return getLatestSchemaMetadata(subject).getId();
            }
        };
        Provisioning.registerSchemas(registry);
        byte[] other = Arrays.copyOf(submission, submission.length);
        java.nio.ByteBuffer.wrap(other).putInt(1, 1_000);
        WireFormat otherFormat = new WireFormat(registry);

        byte[] fact = otherFormat
                .serializer(Topics.RESPONSES, new FactEncoding(otherFormat))
                .serialize(null, new AddedFact(3, 7, 9, other, "north"));

        version.setRegion("north");
        assertThat(otherFormat.deserializer(Topics.RESPONSES).deserialize(null, fact))
                .isEqualTo(new ResponseFact(3, 7L, Instant.ofEpochMilli(9), new ResponseAdded(version)));
    }

    private static ResponseVersion version(Random random, int number) {
        String id = uuid(number);
        boolean edit = random.nextBoolean();
        ResponseVersion version =
                Samples.version("farmer-" + number, id, edit ? uuid(number + 1_000) : id, edit ? id : null, number);
        List<Answer> answers = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            answers.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Answer("integer", AnswerType.INTEGER, random.nextLong());
                        case 1 -> new Answer("decimal", AnswerType.DECIMAL, random.nextDouble());
                        case 2 -> new Answer("several", AnswerType.SELECT_MULTIPLE, List.of("a", "bé"));
                        default -> new Answer("set/apart", AnswerType.TEXT, null);
                    });
        }
        version.setAnswers(answers);
        version.setSkipped(random.nextBoolean() ? List.of() : List.of(new SkippedQuestion("skipped", 3)));
        version.setTimeFlags(Arrays.stream(TimeFlag.values())
                .filter(flag -> random.nextBoolean())
                .toList());
        version.setDeviceTime(random.nextBoolean() ? null : APPENDED_AT);
        version.setSentAt(random.nextBoolean() ? null : APPENDED_AT.minusSeconds(9));
        version.setCell(random.nextBoolean() ? null : "ksv1q");
        version.setRetentionDays(random.nextBoolean() ? null : random.nextInt(1_000));
        return version;
    }
}
