package org.farmer1st.cdc.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferencePointsRules;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a row of a reference table into the event of its topic, in the platform's wire format. Null (a deleted row) stays
 * null; text (a heartbeat) is UTF-8.
 *
 * <p>While the registry cannot be reached, or does not know the schemas yet, the change is tried again for ever
 * ({@code errors.retry.timeout} of the connector): the changes behind it wait, none is left out. A row that is not what its
 * event says stops the task.
 */
public final class ReferenceEventConverter implements Converter {

    /** What Debezium puts where Postgres left out a large value that an update did not touch. */
    static final String UNAVAILABLE = "__debezium_unavailable_value";

    private static final Logger LOG = LoggerFactory.getLogger(ReferenceEventConverter.class);
    private static final String REGISTRY_URL = "schema.registry.url";
    private static final int CACHED_SCHEMAS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Serializer<ReferenceSurvey> surveys;
    private Serializer<ReferenceFarmer> farmers;
    private Serializer<ReferencePointsRules> pointsRules;

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        REGISTRY_URL,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "The schema registry's address.");
    }

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
        String url = (String) config().parse(configuration).get(REGISTRY_URL);
        use(new WireFormat(new CachedSchemaRegistryClient(url, CACHED_SCHEMAS)));
    }

    void use(WireFormat wireFormat) {
        surveys = wireFormat.serializer(Topics.REFERENCE_SURVEYS);
        farmers = wireFormat.serializer(Topics.REFERENCE_FARMERS);
        pointsRules = wireFormat.serializer(Topics.REFERENCE_POINTS_RULES);
    }

    /**
     * @throws RetriableException where the registry cannot be reached or does not know the schema yet
     * @throws DataException where the value is neither a row of the topic's table, text nor null
     */
    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (!(value instanceof Struct row)) {
            throw new DataException("Not a row in " + topic + ": " + value.getClass());
        }
        try {
            if (topic.equals(Topics.REFERENCE_SURVEYS.name())) {
                return surveys.serialize(topic, survey(row));
            }
            if (topic.equals(Topics.REFERENCE_FARMERS.name())) {
                return farmers.serialize(topic, farmer(row));
            }
            if (topic.equals(Topics.REFERENCE_POINTS_RULES.name())) {
                return pointsRules.serialize(topic, pointsRules(row));
            }
        } catch (WireFormat.RegistryUnavailableException | IllegalStateException e) {
            LOG.warn("A change for {} waits: {}", topic, e.getMessage());
            throw new RetriableException(e.getMessage(), e);
        }
        throw new DataException("No event is known for the rows of " + topic);
    }

    private static ReferenceSurvey survey(Struct row) {
        String definition = row.getString("definition");
        if (UNAVAILABLE.equals(definition)) {
            throw new DataException("An update of reference.surveys came without the definition:"
                    + " the table needs REPLICA IDENTITY FULL");
        }
        return new ReferenceSurvey(
                row.getString("tenant"),
                row.getString("survey_id"),
                row.getInt32("version"),
                definition,
                row.getInt64("row_version"));
    }

    private static ReferenceFarmer farmer(Struct row) {
        return new ReferenceFarmer(
                row.getString("tenant"),
                row.getString("farmer_id"),
                row.getString("region"),
                row.getInt64("row_version"));
    }

    private static ReferencePointsRules pointsRules(Struct row) {
        return new ReferencePointsRules(
                row.getString("tenant"),
                Instant.parse(row.getString("published_at")),
                new PointsRuleSet(
                        row.getInt32("version"),
                        Instant.parse(row.getString("in_force_from")),
                        row.getInt64("base_points"),
                        row.getInt64("points_per_answer"),
                        row.getInt64("complete_bonus"),
                        row.getInt64("daily_cap"),
                        row.getInt32("streak_days"),
                        row.getInt64("streak_bonus"),
                        row.getInt32("expiry_days"),
                        tiers(row.getString("tiers")),
                        row.getInt64("budget")),
                row.getInt64("row_version"));
    }

    private static List<PointsTier> tiers(String json) {
        List<PointsTier> tiers = new ArrayList<>();
        try {
            for (JsonNode tier : JSON.readTree(json)) {
                tiers.add(new PointsTier(
                        tier.get("name").asText(), tier.get("fromPoints").asLong()));
            }
        } catch (JsonProcessingException e) {
            throw new DataException("The tiers of a row of reference.points_rules are not JSON", e);
        }
        return tiers;
    }

    /** @throws DataException always: nothing is read through Connect */
    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        throw new DataException("Connect only writes reference data");
    }
}
