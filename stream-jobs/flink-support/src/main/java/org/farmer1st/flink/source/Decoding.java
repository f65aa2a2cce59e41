package org.farmer1st.flink.source;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.WireFormat;

/**
 * How a task decodes the values of a topic; opened once a task.
 *
 * @param <V> the event
 */
public interface Decoding<V> extends Serializable {

    /**
     * A decoder for one thread. It throws {@link WireFormat.UndecodableException} for bytes that will never be an event,
     * and anything else for what trying again may help.
     */
    Deserializer<V> open();

    /** The topic that is decoded. */
    String topic();

    /** The wire format, with schemas from the registry. */
    static <V extends SpecificRecord> Decoding<V> ofTopic(
            SerializableSupplier<Topic<V>> topic, String schemaRegistryUrl) {
        return new Decoding<>() {
            private static final long serialVersionUID = 1L;
            private static final int CACHED_SCHEMAS = 100;

            @Override
            public Deserializer<V> open() {
                return new WireFormat(new CachedSchemaRegistryClient(schemaRegistryUrl, CACHED_SCHEMAS))
                        .deserializer(topic.get());
            }

            @Override
            public String topic() {
                return topic.get().name();
            }
        };
    }
}
