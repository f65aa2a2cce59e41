package org.farmer1st.cdc.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReferenceKeyTest {

    private final ReferenceKey transformation = new ReferenceKey();

    @BeforeEach
    void configure() {
        transformation.configure(Map.of("lanes", "16"));
    }

    @Test
    void keysASurveyByTenantIdAndVersion() {
        SourceRecord keyed = transformation.apply(Rows.change(
                Topics.REFERENCE_SURVEYS.name(), Rows.surveyKey("coffee", 3), Rows.survey("coffee", 3, "{}")));

        assertThat(keyed.key()).isEqualTo("demo/coffee/3");
        assertThat(keyed.kafkaPartition()).isZero();
        assertThat(keyed.value()).isEqualTo(Rows.survey("coffee", 3, "{}"));
        assertThat(keyed.sourceOffset()).isEqualTo(Map.of("lsn", 1L));
    }

    @Test
    void putsAFarmerIntoTheirLane() {
        SourceRecord keyed = transformation.apply(Rows.change(
                Topics.REFERENCE_FARMERS.name(), Rows.farmerKey("farmer-1"), Rows.farmer("farmer-1", "north")));

        assertThat(keyed.key()).isEqualTo(Lanes.key("demo", "farmer-1"));
        assertThat(keyed.kafkaPartition()).isEqualTo(new Lanes(16).of("demo", "farmer-1"));
    }

    @Test
    void putsATombstoneWhereTheRowsEventsAre() {
        SourceRecord keyed =
                transformation.apply(Rows.change(Topics.REFERENCE_FARMERS.name(), Rows.farmerKey("farmer-1"), null));

        assertThat(keyed.key()).isEqualTo(Lanes.key("demo", "farmer-1"));
        assertThat(keyed.kafkaPartition()).isEqualTo(new Lanes(16).of("demo", "farmer-1"));
        assertThat(keyed.value()).isNull();
    }

    @Test
    void sendsHeartbeatsOnWithoutARow() {
        Struct beat = new Struct(SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA)).put("id", 1);

        SourceRecord keyed = transformation.apply(Rows.change("cdc.reference.heartbeat", beat, beat));

        assertThat(keyed.topic()).isEqualTo(Topics.CDC_HEARTBEATS);
        assertThat(keyed.key()).isEqualTo("reference");
        assertThat(keyed.value()).isEqualTo("cdc.reference.heartbeat");
    }

    @Test
    void refusesARowWithoutAKey() {
        assertThatThrownBy(() -> transformation.apply(
                        Rows.change(Topics.REFERENCE_FARMERS.name(), null, Rows.farmer("farmer-1", null))))
                .isInstanceOf(DataException.class);
    }

    @Test
    void needsTheNumberOfLanes() {
        assertThatThrownBy(() -> new ReferenceKey().configure(Map.of())).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> new ReferenceKey().configure(Map.of("lanes", "0")))
                .isInstanceOf(ConfigException.class);
    }
}
