package org.farmer1st.points;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredClaim;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredExpiry;
import org.farmer1st.points.state.StoredLease;
import org.farmer1st.points.state.StoredPot;
import org.farmer1st.points.state.StoredProgress;
import org.farmer1st.points.state.StoredRecalculation;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;
import org.farmer1st.streams.StateSerde;

/**
 * survey.responses and points.commands to points.transfers, points.results, and dead letters; and beside it, published rules to
 * the points.commands of every lane, and the tenants' budgets between points.budget and points.commands.
 */
final class PointsTopology {

    /** The job's name. */
    static final String JOB = "loyalty-points";

    /** The store of each farmer's side of the ledger. */
    static final String BALANCES = "balances";

    /** The store of what each survey had earned each farmer, before that was kept with the balances. */
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

    /** The store of the tenants' recalculations. */
    static final String RECALCULATIONS = "recalculations";

    /** The store of what the lane holds of budgets. */
    static final String LEASES = "leases";

    /** The store of what waits for budgets. */
    static final String CLAIMS = "claims";

    /** The store of budgets. */
    static final String POTS = "pots";

    /** The sink of postings. */
    static final String POSTINGS = "postings";

    /** The sink of results. */
    static final String ANSWERS = "answers";

    /** The sink of rules and leases on their way to the lanes. */
    static final String TO_LANES = "to-lanes";

    /** The sink of what lanes tell the budgets. */
    static final String BUDGET_REQUESTS = "budget-requests";

    /** The sink of commands by which a lane goes on with what another one began. */
    static final String COMMANDS_TO_ITSELF = "commands-to-itself";

    private static final String FACTS = "facts";
    private static final String COMMANDS = "commands";
    private static final String PUBLISHED = "published-rules";
    private static final String PUBLISH = "publish";
    private static final String ASKED = "asked-budgets";
    private static final String GRANT = "grant";
    private static final String LANE = "lane";

    private PointsTopology() {}

    static Topology of(WireFormat format, Lanes lanes) {
        Topology topology = new Topology();
        topology.addSource(FACTS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.RESPONSES.name());
        topology.addSource(
                COMMANDS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.POINTS_COMMANDS.name());
        topology.addProcessor(LANE, () -> new LaneProcessor(format, lanes), FACTS, COMMANDS);
        stores().forEach(store -> topology.addStateStore(store, LANE));
        Sinks.events(topology, POSTINGS, Topics.TRANSFERS, format, LANE);
        Sinks.events(topology, ANSWERS, Topics.POINTS_RESULTS, format, LANE);
        Sinks.events(topology, COMMANDS_TO_ITSELF, Topics.POINTS_COMMANDS, format, LANE);
        topology.addSource(
                PUBLISHED,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Topics.REFERENCE_POINTS_RULES.name());
        topology.addProcessor(
                PUBLISH,
                () -> new RulesProcessor(new PatientReader<>(format, Topics.REFERENCE_POINTS_RULES), lanes),
                PUBLISHED);
        topology.addSource(
                ASKED, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.POINTS_BUDGET.name());
        topology.addProcessor(
                GRANT, () -> new BudgetProcessor(new PatientReader<>(format, Topics.POINTS_BUDGET), lanes), ASKED);
        topology.addStateStore(
                store(POTS, StateSerde.of(StoredPot.class, List.of())).withCachingEnabled(), GRANT);
        Sinks.events(topology, BUDGET_REQUESTS, Topics.POINTS_BUDGET, format, LANE);
        Sinks.events(topology, TO_LANES, Topics.POINTS_COMMANDS, format, PUBLISH, GRANT);
        Sinks.deadLetters(topology, JOB, LANE, PUBLISH, GRANT);
        return topology;
    }

    /** The stores of a lane. */
    static List<StoreBuilder<?>> stores() {
        // Most facts write entries that no other fact writes soon: a cache would only be more work.
        return List.of(
                store(BALANCES, balances()),
                store(EARNED, Serdes.Long()),
                store(RESULTS, StateSerde.of(PointsResult.class, earlier("PointsResult", 5))),
                store(DAYS, StateSerde.of(StoredDay.class, earlier("StoredDay", 3))),
                small(RULES, StateSerde.of(PointsRuleSet.class, earlier("PointsRuleSet", 2))),
                small(EXPIRIES, StateSerde.of(StoredExpiry.class, List.of())),
                small(RECALCULATIONS, StateSerde.of(StoredRecalculation.class, List.of())),
                store(CLAIMS, StateSerde.of(StoredClaim.class, List.of())),
                // Change with every fact: cached, they are written once a commit.
                store(PROGRESS, StateSerde.of(StoredProgress.class, List.of())).withCachingEnabled(),
                store(LEASES, StateSerde.of(StoredLease.class, List.of())).withCachingEnabled());
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values);
    }

    /** A store of few entries that seldom change: in memory, since each one on disk takes its time to be opened when a lane starts. */
    private static <V> StoreBuilder<KeyValueStore<String, V>> small(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values);
    }

    /** Reads balances of before lots and reservations, of before regions, and of before surveys, too. */
    static Serde<StoredBalances> balances() {
        return StateSerde.of(StoredBalances.class, earlier("StoredBalances", 3));
    }

    /** The schemas that stored states may still have. */
    private static List<Schema> earlier(String state, int versions) {
        return IntStream.rangeClosed(1, versions)
                .mapToObj(version -> schema(state + '-' + version + ".avsc"))
                .toList();
    }

    private static Schema schema(String file) {
        try (InputStream schema = PointsTopology.class.getResourceAsStream("state/" + file)) {
            return new Schema.Parser().parse(schema);
        } catch (IOException e) {
            throw new UncheckedIOException("A schema that the job brings can't be read", e);
        }
    }
}
