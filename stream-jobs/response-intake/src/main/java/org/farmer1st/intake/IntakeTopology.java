package org.farmer1st.intake;

import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.intake.state.StoredFarmer;
import org.farmer1st.intake.state.StoredProgress;
import org.farmer1st.intake.state.StoredResponse;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;
import org.farmer1st.streams.StateSerde;

/** survey.submissions and the farmers' regions to survey.responses, tombstones for survey.personal, and dead letters. */
final class IntakeTopology {

    /** The job's name. */
    static final String JOB = "response-intake";

    /** The store of what is known of each response. */
    static final String RESPONSES = "responses";

    /** The store of when what is known of which response is forgotten. */
    static final String KEPT_UNTIL = "kept-until";

    /** The store of the farmers' regions. */
    static final String FARMERS = "farmers";

    /** The store of how far the lane is, under {@link #LANE}. */
    static final String PROGRESS = "progress";

    /** The only key of {@link #PROGRESS}. */
    static final String LANE = "lane";

    /** The sink of facts. */
    static final String FACTS = "facts";

    /** The sink of tombstones for personal data. */
    static final String PERSONAL = "personal";

    private static final String SUBMISSIONS = "submissions";
    private static final String INTAKE = "intake";
    private static final String REFERENCE_FARMERS = "reference-farmers";
    private static final String MOVES = "moves";

    private IntakeTopology() {}

    static Topology of(WireFormat format, Lanes lanes) {
        Topology topology = new Topology();
        topology.addSource(
                SUBMISSIONS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.SUBMISSIONS.name());
        topology.addProcessor(
                INTAKE, () -> new IntakeProcessor(new PatientReader<>(format, Topics.SUBMISSIONS), lanes), SUBMISSIONS);
        topology.addSource(
                REFERENCE_FARMERS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Topics.REFERENCE_FARMERS.name());
        topology.addProcessor(
                MOVES,
                () -> new FarmerProcessor(
                        new PatientReader<>(format, Topics.REFERENCE_FARMERS),
                        new PatientReader<>(format, Topics.SUBMISSIONS),
                        lanes),
                REFERENCE_FARMERS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(RESPONSES),
                        Serdes.String(),
                        StateSerde.of(StoredResponse.class, StateSchemas.earlierResponses())),
                INTAKE,
                MOVES);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(KEPT_UNTIL), Serdes.String(), Serdes.ByteArray()),
                INTAKE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(FARMERS),
                        Serdes.String(),
                        StateSerde.of(StoredFarmer.class, List.of())),
                INTAKE,
                MOVES);
        // Changes with every submission: cached, it is written once a commit.
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(PROGRESS),
                                Serdes.String(),
                                StateSerde.of(StoredProgress.class, List.of()))
                        .withCachingEnabled(),
                INTAKE,
                MOVES);
        Sinks.events(
                topology,
                FACTS,
                Topics.RESPONSES,
                format.serializer(Topics.RESPONSES, new FactEncoding(format)),
                INTAKE,
                MOVES);
        Sinks.events(topology, PERSONAL, Topics.PERSONAL, format, INTAKE);
        Sinks.deadLetters(topology, JOB, INTAKE, MOVES);
        return topology;
    }
}
