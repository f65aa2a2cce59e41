package org.farmer1st.cdc.reference;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;

/**
 * Gives the changes of reference tables the keys and partitions of their topics, from the row's primary key: a survey
 * {@code tenant/surveyId/version}; a farmer the lane key, in the farmer's lane; points rules {@code tenant/version}. So a deleted row's tombstone meets, in the
 * same partition, exactly the events that it ends.
 *
 * <p>Heartbeats, the connector's own and those of the heartbeat table, go to {@link Topics#CDC_HEARTBEATS} under one key.
 * They are sent, not dropped: only a record that was sent moves the stored position, and with it what Postgres may
 * forget.
 */
public final class ReferenceKey implements Transformation<SourceRecord> {

    /** As Debezium names the table's topic. */
    private static final String POINTS_RULES = "cdc.reference.points_rules";

    private static final String LANES = "lanes";
    private static final String HEARTBEAT_KEY = "reference";

    private Lanes lanes;

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        LANES,
                        ConfigDef.Type.INT,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.HIGH,
                        "The number of lanes of the deployment.");
    }

    @Override
    public void configure(Map<String, ?> configuration) {
        lanes = new Lanes((Integer) config().parse(configuration).get(LANES));
    }

    /** @throws DataException where a row of a reference table comes without its primary key */
    @Override
    public SourceRecord apply(SourceRecord change) {
        if (change.topic().equals(Topics.REFERENCE_SURVEYS.name())) {
            Struct row = primaryKey(change);
            String key = row.getString("tenant") + '/' + row.getString("survey_id") + '/' + row.getInt32("version");
            return change.newRecord(
                    change.topic(),
                    0,
                    Schema.STRING_SCHEMA,
                    key,
                    change.valueSchema(),
                    change.value(),
                    change.timestamp());
        }
        if (change.topic().equals(Topics.REFERENCE_FARMERS.name())) {
            Struct row = primaryKey(change);
            String key = Lanes.key(row.getString("tenant"), row.getString("farmer_id"));
            return change.newRecord(
                    change.topic(),
                    lanes.of(key),
                    Schema.STRING_SCHEMA,
                    key,
                    change.valueSchema(),
                    change.value(),
                    change.timestamp());
        }
        if (change.topic().equals(POINTS_RULES)) {
            Struct row = primaryKey(change);
            return change.newRecord(
                    Topics.REFERENCE_POINTS_RULES.name(),
                    0,
                    Schema.STRING_SCHEMA,
                    row.getString("tenant") + '/' + row.getInt32("version"),
                    change.valueSchema(),
                    change.value(),
                    change.timestamp());
        }
        return change.newRecord(
                Topics.CDC_HEARTBEATS,
                0,
                Schema.STRING_SCHEMA,
                HEARTBEAT_KEY,
                Schema.STRING_SCHEMA,
                change.topic(),
                change.timestamp());
    }

    private static Struct primaryKey(SourceRecord change) {
        if (change.key() instanceof Struct row) {
            return row;
        }
        throw new DataException("A change in " + change.topic() + " has no primary key: " + change.key());
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
