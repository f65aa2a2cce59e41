package org.farmer1st.streams;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/** The ends of a topology. Every record names its partition ({@link Destination}). */
public final class Sinks {

    /** The name of every topology's dead-letter sink. */
    public static final String DEAD_LETTERS = "dead-letters";

    private Sinks() {}

    /**
     * Adds a sink of events; null events are tombstones.
     *
     * @param name of the operator
     * @param parents the names of the operators that forward to it
     */
    public static <V extends SpecificRecord> void events(
            Topology topology, String name, Topic<V> topic, WireFormat format, String... parents) {
        events(topology, name, topic, format.serializer(topic), parents);
    }

    /**
     * Likewise, where a job writes its events in a way of its own.
     *
     * @param serializer writes what {@link WireFormat} would
     */
    public static void events(
            Topology topology, String name, Topic<?> topic, Serializer<?> serializer, String... parents) {
        records(topology, name, topic.name(), serializer, parents);
    }

    /** Likewise, of a topic that is a job's own. */
    public static void records(
            Topology topology, String name, String topic, Serializer<?> serializer, String... parents) {
        topology.addSink(name, topic, Destination.serializer(), serializer, Destination.partitioner(), parents);
    }

    /** Adds the sink of a job's dead letters, by the name of {@value #DEAD_LETTERS}. */
    public static void deadLetters(Topology topology, String job, String... parents) {
        topology.addSink(
                DEAD_LETTERS,
                Topics.deadLetters(job),
                Destination.serializer(),
                new ByteArraySerializer(),
                Destination.partitioner(),
                parents);
    }
}
