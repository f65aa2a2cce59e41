package org.farmer1st.intake;

import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.intake.state.StoredResponse;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;
import org.farmer1st.streams.StateSerde;

/** survey.submissions to survey.responses, tombstones for survey.personal, and dead letters. */
final class IntakeTopology {

    /** The job's name. */
    static final String JOB = "response-intake";

    /** The store of what is known of each response. */
    static final String RESPONSES = "responses";

    /** The sink of facts. */
    static final String FACTS = "facts";

    /** The sink of tombstones for personal data. */
    static final String PERSONAL = "personal";

    private static final String SUBMISSIONS = "submissions";
    private static final String INTAKE = "intake";

    private IntakeTopology() {}

    static Topology of(WireFormat format, Lanes lanes) {
        Topology topology = new Topology();
        topology.addSource(
                SUBMISSIONS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.SUBMISSIONS.name());
        topology.addProcessor(
                INTAKE, () -> new IntakeProcessor(new PatientReader<>(format, Topics.SUBMISSIONS), lanes), SUBMISSIONS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(RESPONSES),
                        Serdes.String(),
                        StateSerde.of(StoredResponse.class, List.of())),
                INTAKE);
        Sinks.events(topology, FACTS, Topics.RESPONSES, format, INTAKE);
        Sinks.events(topology, PERSONAL, Topics.PERSONAL, format, INTAKE);
        Sinks.deadLetters(topology, JOB, INTAKE);
        return topology;
    }
}
