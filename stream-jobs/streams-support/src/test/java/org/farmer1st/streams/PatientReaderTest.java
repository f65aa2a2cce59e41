package org.farmer1st.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.farmer1st.events.LaneTick;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.schemas.WireFormat.RegistryUnavailableException;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.junit.jupiter.api.Test;

class PatientReaderTest {

    private final FailingRegistry registry = new FailingRegistry();
    private final WireFormat format = new WireFormat(registry);
    private final Submission tick = new Submission(new LaneTick(Instant.parse("2026-11-20T08:00:00Z")));

    @Test
    void waitsForARegistryThatIsAway() {
        byte[] bytes = bytes();
        registry.failures = 2;
        assertThat(reader(Duration.ofSeconds(5)).read(bytes)).isEqualTo(tick);
    }

    @Test
    void givesUpOnOneThatStaysAway() {
        byte[] bytes = bytes();
        registry.failures = Integer.MAX_VALUE;
        assertThatThrownBy(() -> reader(Duration.ofMillis(200)).read(bytes))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void doesNotWaitForBytesToImprove() {
        assertThatThrownBy(() -> reader(Duration.ofDays(1)).read(new byte[] {1}))
                .isInstanceOf(UndecodableException.class);
    }

    private PatientReader<Submission> reader(Duration patience) {
        return new PatientReader<>(Topics.SUBMISSIONS.name(), format.deserializer(Topics.SUBMISSIONS), patience);
    }

    private byte[] bytes() {
        Provisioning.registerSchemas(registry);
        return format.serializer(Topics.SUBMISSIONS).serialize(Topics.SUBMISSIONS.name(), tick);
    }

    /** A registry that does not answer at first. */
    private static final class FailingRegistry extends MockSchemaRegistryClient {
        private int failures;

        @Override
        public ParsedSchema getSchemaBySubjectAndId(String subject, int id) throws IOException, RestClientException {
            if (failures > 0) {
                failures--;
                throw new IOException("connection refused");
            }
            return super.getSchemaBySubjectAndId(subject, id);
        }
    }
}
