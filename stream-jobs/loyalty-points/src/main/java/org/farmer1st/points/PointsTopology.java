package org.farmer1st.points;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredExpiry;
import org.farmer1st.points.state.StoredProgress;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;
import org.farmer1st.streams.StateSerde;

/**
 * survey.responses and points.commands to points.transfers, points.results, and dead letters; and beside it, published rules to
 * the points.commands of every lane.
 */
final class PointsTopology {

    /** The job's name. */
    static final String JOB = "loyalty-points";

    /** The store of each farmer's side of the ledger. */
    static final String BALANCES = "balances";

    /** The store of what each survey has earned each farmer. */
    static final String EARNED = "earned";

    /** The store of what each command was answered. */
    static final String RESULTS = "results";

    /** The store of how far each lane is. */
    static final String PROGRESS = "progress";

    /** The store of each farmer's responses that count, by day. */
    static final String DAYS = "days";

    /** The store of the tenants' rules. */
    static final String RULES = "rules";

    /** The store of how far the expiry of each tenant's points is. */
    static final String EXPIRIES = "expiries";

    /** The sink of postings. */
    static final String POSTINGS = "postings";

    /** The sink of results. */
    static final String ANSWERS = "answers";

    /** The sink of rules on their way to the lanes. */
    static final String RULES_TO_LANES = "rules-to-lanes";

    /** The sink of commands that go on where another one stopped. Its own, so that rules stay a topology beside this one. */
    static final String COMMANDS_TO_ITSELF = "commands-to-itself";

    private static final String FACTS = "facts";
    private static final String COMMANDS = "commands";
    private static final String PUBLISHED = "published-rules";
    private static final String PUBLISH = "publish";
    private static final String EARN = "points";
    private static final String DECIDE = "decide";

    private PointsTopology() {}

    static Topology of(WireFormat format, Lanes lanes) {
        Topology topology = new Topology();
        topology.addSource(FACTS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.RESPONSES.name());
        topology.addSource(
                COMMANDS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.POINTS_COMMANDS.name());
        topology.addProcessor(EARN, () -> new FactProcessor(new PatientReader<>(format, Topics.RESPONSES)), FACTS);
        topology.addProcessor(
                DECIDE,
                () -> new CommandProcessor(new PatientReader<>(format, Topics.POINTS_COMMANDS), lanes),
                COMMANDS);
        // Stores that both know make one task a lane of the two topics.
        store(topology, BALANCES, balances());
        store(topology, EARNED, Serdes.Long());
        store(
                topology,
                RESULTS,
                StateSerde.of(
                        PointsResult.class, List.of(earlier("PointsResult-1.avsc"), earlier("PointsResult-2.avsc"))));
        store(topology, PROGRESS, StateSerde.of(StoredProgress.class, List.of()));
        store(topology, DAYS, StateSerde.of(StoredDay.class, List.of()));
        store(topology, RULES, StateSerde.of(PointsRuleSet.class, List.of(earlier("PointsRuleSet-1.avsc"))));
        store(topology, EXPIRIES, StateSerde.of(StoredExpiry.class, List.of()));
        Sinks.events(topology, POSTINGS, Topics.TRANSFERS, format, EARN, DECIDE);
        Sinks.events(topology, ANSWERS, Topics.POINTS_RESULTS, format, DECIDE);
        Sinks.events(topology, COMMANDS_TO_ITSELF, Topics.POINTS_COMMANDS, format, DECIDE);
        topology.addSource(
                PUBLISHED,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Topics.REFERENCE_POINTS_RULES.name());
        topology.addProcessor(
                PUBLISH,
                () -> new RulesProcessor(new PatientReader<>(format, Topics.REFERENCE_POINTS_RULES), lanes),
                PUBLISHED);
        Sinks.events(topology, RULES_TO_LANES, Topics.POINTS_COMMANDS, format, PUBLISH);
        Sinks.deadLetters(topology, JOB, EARN, DECIDE, PUBLISH);
        return topology;
    }

    private static <V> void store(Topology topology, String name, Serde<V> values) {
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                        .withCachingEnabled(),
                EARN,
                DECIDE);
    }

    /** Reads balances of before lots and reservations, and of before regions, too. */
    static Serde<StoredBalances> balances() {
        return StateSerde.of(
                StoredBalances.class, List.of(earlier("StoredBalances-1.avsc"), earlier("StoredBalances-2.avsc")));
    }

    /** A schema that stored states may still have. */
    private static Schema earlier(String file) {
        try (InputStream schema = PointsTopology.class.getResourceAsStream("state/" + file)) {
            return new Schema.Parser().parse(schema);
        } catch (IOException e) {
            throw new UncheckedIOException("A schema that the job brings can't be read", e);
        }
    }
}
