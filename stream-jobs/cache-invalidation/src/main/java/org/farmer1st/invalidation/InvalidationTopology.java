package org.farmer1st.invalidation;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/** cdc.reference.surveys and cdc.reference.farmers to cache.invalidations, and dead letters. */
final class InvalidationTopology {

    /** The job's name. */
    static final String JOB = "cache-invalidation";

    private static final String INVALIDATIONS = "invalidations";
    private static final String SURVEY_ROWS = "survey-rows";
    private static final String SURVEYS = "surveys";
    private static final String FARMER_ROWS = "farmer-rows";
    private static final String FARMERS = "farmers";

    private InvalidationTopology() {}

    static Topology of(WireFormat format) {
        Topology topology = new Topology();
        rows(topology, SURVEY_ROWS, SURVEYS, Topics.REFERENCE_SURVEYS, format, Invalidations::survey);
        rows(topology, FARMER_ROWS, FARMERS, Topics.REFERENCE_FARMERS, format, Invalidations::farmer);
        Sinks.events(topology, INVALIDATIONS, Topics.INVALIDATIONS, format, SURVEYS, FARMERS);
        Sinks.deadLetters(topology, JOB, SURVEYS, FARMERS);
        return topology;
    }

    private static <R extends SpecificRecord> void rows(
            Topology topology,
            String source,
            String processor,
            Topic<R> topic,
            WireFormat format,
            InvalidationProcessor.Rule<R> rule) {
        topology.addSource(source, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic.name());
        topology.addProcessor(
                processor,
                () -> new InvalidationProcessor<>(new PatientReader<>(format, topic), rule, INVALIDATIONS),
                source);
    }
}
