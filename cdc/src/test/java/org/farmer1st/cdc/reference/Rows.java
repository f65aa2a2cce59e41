package org.farmer1st.cdc.reference;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Changes as Debezium hands them over. */
final class Rows {

    static final Schema SURVEY_KEY = SchemaBuilder.struct()
            .field("tenant", Schema.STRING_SCHEMA)
            .field("survey_id", Schema.STRING_SCHEMA)
            .field("version", Schema.INT32_SCHEMA)
            .build();

    static final Schema SURVEY = SchemaBuilder.struct()
            .field("tenant", Schema.STRING_SCHEMA)
            .field("survey_id", Schema.STRING_SCHEMA)
            .field("version", Schema.INT32_SCHEMA)
            .field("definition", Schema.STRING_SCHEMA)
            .field("published_at", Schema.STRING_SCHEMA)
            .field("row_version", Schema.INT64_SCHEMA)
            .build();

    static final Schema FARMER_KEY = SchemaBuilder.struct()
            .field("tenant", Schema.STRING_SCHEMA)
            .field("farmer_id", Schema.STRING_SCHEMA)
            .build();

    static final Schema FARMER = SchemaBuilder.struct()
            .field("tenant", Schema.STRING_SCHEMA)
            .field("farmer_id", Schema.STRING_SCHEMA)
            .field("region", Schema.OPTIONAL_STRING_SCHEMA)
            .field("row_version", Schema.INT64_SCHEMA)
            .build();

    private Rows() {}

    static Struct surveyKey(String surveyId, int version) {
        return new Struct(SURVEY_KEY)
                .put("tenant", "demo")
                .put("survey_id", surveyId)
                .put("version", version);
    }

    static Struct survey(String surveyId, int version, String definition) {
        return new Struct(SURVEY)
                .put("tenant", "demo")
                .put("survey_id", surveyId)
                .put("version", version)
                .put("definition", definition)
                .put("published_at", "2026-11-20T08:15:00Z")
                .put("row_version", 7L);
    }

    static Struct farmerKey(String farmerId) {
        return new Struct(FARMER_KEY).put("tenant", "demo").put("farmer_id", farmerId);
    }

    static Struct farmer(String farmerId, String region) {
        return new Struct(FARMER)
                .put("tenant", "demo")
                .put("farmer_id", farmerId)
                .put("region", region)
                .put("row_version", 8L);
    }

    static SourceRecord change(String topic, Struct key, Struct value) {
        return new SourceRecord(
                Map.of("server", "cdc"),
                Map.of("lsn", 1L),
                topic,
                null,
                key == null ? null : key.schema(),
                key,
                value == null ? null : value.schema(),
                value,
                1_000L);
    }
}
