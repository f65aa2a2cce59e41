package org.farmer1st.points;

import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;
import org.farmer1st.streams.StateSerde;

/** survey.responses to points.transfers, and dead letters. */
final class PointsTopology {

    /** The job's name. */
    static final String JOB = "loyalty-points";

    /** The store of each farmer's balances. */
    static final String BALANCES = "balances";

    /** The store of what each survey has earned each farmer. */
    static final String EARNED = "earned";

    /** The sink of postings. */
    static final String POSTINGS = "postings";

    private static final String FACTS = "facts";
    private static final String POINTS = "points";

    private PointsTopology() {}

    static Topology of(WireFormat format) {
        Topology topology = new Topology();
        topology.addSource(FACTS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.RESPONSES.name());
        topology.addProcessor(POINTS, () -> new PointsProcessor(new PatientReader<>(format, Topics.RESPONSES)), FACTS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(BALANCES),
                                Serdes.String(),
                                StateSerde.of(StoredBalances.class, List.of()))
                        .withCachingEnabled(),
                POINTS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(EARNED), Serdes.String(), Serdes.Long())
                        .withCachingEnabled(),
                POINTS);
        Sinks.events(topology, POSTINGS, Topics.TRANSFERS, format, POINTS);
        Sinks.deadLetters(topology, JOB, POINTS);
        return topology;
    }
}
