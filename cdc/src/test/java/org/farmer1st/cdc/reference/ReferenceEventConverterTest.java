package org.farmer1st.cdc.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReferenceEventConverterTest {

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat wireFormat = new WireFormat(registry);
    private final ReferenceEventConverter converter = new ReferenceEventConverter();

    @BeforeEach
    void provision() {
        Provisioning.registerSchemas(registry);
        converter.use(wireFormat);
    }

    @Test
    void turnsARowIntoTheEventOfItsTopic() {
        byte[] survey = convert(Topics.REFERENCE_SURVEYS, Rows.survey("coffee", 3, "{\"surveyId\": \"coffee\"}"));
        byte[] farmer = convert(Topics.REFERENCE_FARMERS, Rows.farmer("farmer-1", "north"));
        byte[] farmerOfNoRegion = convert(Topics.REFERENCE_FARMERS, Rows.farmer("farmer-2", null));

        assertThat(decoded(Topics.REFERENCE_SURVEYS, survey))
                .isEqualTo(new ReferenceSurvey("demo", "coffee", 3, "{\"surveyId\": \"coffee\"}", 7L));
        assertThat(decoded(Topics.REFERENCE_FARMERS, farmer))
                .isEqualTo(new ReferenceFarmer("demo", "farmer-1", "north", 8L));
        assertThat(decoded(Topics.REFERENCE_FARMERS, farmerOfNoRegion))
                .isEqualTo(new ReferenceFarmer("demo", "farmer-2", null, 8L));
    }

    @Test
    void leavesADeletedRowNull() {
        assertThat(converter.fromConnectData(Topics.REFERENCE_FARMERS.name(), null, null))
                .isNull();
    }

    @Test
    void writesTextAsItIs() {
        assertThat(converter.fromConnectData(Topics.CDC_HEARTBEATS, Schema.STRING_SCHEMA, "beat"))
                .isEqualTo("beat".getBytes());
    }

    @Test
    void neverPassesOnAPlaceholderForADefinition() {
        Struct row = Rows.survey("coffee", 3, ReferenceEventConverter.UNAVAILABLE);

        assertThatThrownBy(() -> convert(Topics.REFERENCE_SURVEYS, row)).isInstanceOf(DataException.class);
    }

    @Test
    void waitsForSchemasThatAreNotThereYet() {
        converter.use(new WireFormat(new MockSchemaRegistryClient()));

        assertThatThrownBy(() -> convert(Topics.REFERENCE_FARMERS, Rows.farmer("farmer-1", null)))
                .isInstanceOf(RetriableException.class);
    }

    @Test
    void refusesARowThatNoEventIsKnownFor() {
        assertThatThrownBy(() -> convert(Topics.OUTCOMES, Rows.farmer("farmer-1", null)))
                .isInstanceOf(DataException.class);
    }

    private byte[] convert(Topic<?> topic, Struct row) {
        return converter.fromConnectData(topic.name(), row.schema(), row);
    }

    private <V extends org.apache.avro.specific.SpecificRecord> V decoded(Topic<V> topic, byte[] bytes) {
        return wireFormat.deserializer(topic).deserialize(topic.name(), bytes);
    }
}
