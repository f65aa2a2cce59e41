package org.farmer1st.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's wire format, the one that every value of ours has: byte 0, the schema's id as four bytes (big-endian), the
 * event in Avro binary. Source: Confluent Schema Registry documentation, "Wire format".
 *
 * <p>Schemas are registered when the platform is provisioned ({@link Provisioning}), never by a writer: a writer whose
 * schema the registry does not know fails at its first record.
 */
public final class WireFormat {

    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    static {
        EventClasses.trust();
    }

    private final SchemaRegistryClient registry;

    /** @param registry shared by all writers and readers of a process; it caches ids and schemas */
    public WireFormat(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /** Bytes that are not the event they should be. Trying again will not help. */
    public static final class UndecodableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UndecodableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The registry did not answer. Trying again may help. */
    public static final class RegistryUnavailableException extends RetriableException {
        private static final long serialVersionUID = 1L;

        RegistryUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Writes a value as an event in Avro binary, without making an event of it first.
     *
     * @param <T> what values are written of
     */
    @FunctionalInterface
    public interface Encoding<T> {
        /** Writes exactly what the schema says of the event that is meant. Thread-safe. */
        void write(T value, Encoder out) throws IOException;
    }

    /** A writer of a topic's values; thread-safe. It throws {@link RegistryUnavailableException}. */
    public <V extends SpecificRecord> Serializer<V> serializer(Topic<V> topic) {
        SpecificDatumWriter<V> writer = new SpecificDatumWriter<>(topic.valueType());
        return serializer(topic, writer::write);
    }

    /** A writer of a topic's values from something else than its events; thread-safe, and throws as the other does. */
    public <T> Serializer<T> serializer(Topic<?> topic, Encoding<T> encoding) {
        return new EventSerializer<>(topic, encoding);
    }

    /**
     * A reader of a topic's values; thread-safe. It throws {@link UndecodableException} and
     * {@link RegistryUnavailableException}; null bytes (a tombstone) are null.
     */
    public <V extends SpecificRecord> Deserializer<V> deserializer(Topic<V> topic) {
        return deserializer(topic, SpecificData.get().getSchema(topic.valueType()));
    }

    /**
     * Likewise, of what a reader needs of the events.
     *
     * @param needed the events' schema, in which records that are not needed have no fields: objects are made of them, empty; every
     *     other record has the fields that its class has
     */
    public <V extends SpecificRecord> Deserializer<V> deserializer(Topic<V> topic, Schema needed) {
        return new EventDeserializer<>(topic, needed);
    }

    /**
     * What every value of a topic begins with that is of the present schema: 0 and the schema's id. It throws
     * {@link RegistryUnavailableException}.
     */
    public byte[] header(Topic<?> topic) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .putInt(registeredId(topic))
                .array();
    }

    private int registeredId(Topic<?> topic) {
        try {
            return registry.getId(
                    topic.subject(), new AvroSchema(SpecificData.get().getSchema(topic.valueType())));
        } catch (RestClientException e) {
            if (e.getStatus() == 404) {
                throw new IllegalStateException(
                        "The registry does not know this version of " + topic.subject()
                                + ": provision the topics and schemas before starting this process",
                        e);
            }
            throw new RegistryUnavailableException("The schema registry answered " + e.getStatus(), e);
        } catch (IOException e) {
            throw new RegistryUnavailableException("The schema registry could not be reached", e);
        }
    }

    /** Both. */
    public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
        return Serdes.serdeFrom(serializer(topic), deserializer(topic));
    }

    private final class EventSerializer<T> implements Serializer<T> {
        private static final ThreadLocal<BinaryEncoder> ENCODER = new ThreadLocal<>();

        private final Topic<?> topic;
        private final Encoding<T> encoding;
        private volatile int id = -1;

        EventSerializer(Topic<?> topic, Encoding<T> encoding) {
            this.topic = topic;
            this.encoding = encoding;
        }

        @Override
        public byte[] serialize(String topicName, T event) {
            if (event == null) {
                return null;
            }
            int schemaId = schemaId();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
            bytes.write(MAGIC);
            bytes.write(schemaId >>> 24);
            bytes.write(schemaId >>> 16);
            bytes.write(schemaId >>> 8);
            bytes.write(schemaId);
            try {
                BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, ENCODER.get());
                ENCODER.set(encoder);
                encoding.write(event, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new IllegalStateException("Writing to memory failed", e);
            }
            return bytes.toByteArray();
        }

        private int schemaId() {
            if (id < 0) {
                id = registeredId(topic);
            }
            return id;
        }
    }

    private final class EventDeserializer<V extends SpecificRecord> implements Deserializer<V> {
        private static final ThreadLocal<BinaryDecoder> DECODER = new ThreadLocal<>();

        private final Topic<V> topic;
        private final Schema readerSchema;
        private final ConcurrentHashMap<Integer, SpecificDatumReader<V>> readers = new ConcurrentHashMap<>();

        EventDeserializer(Topic<V> topic, Schema readerSchema) {
            this.topic = topic;
            this.readerSchema = readerSchema;
        }

        @Override
        public V deserialize(String topicName, byte[] bytes) {
            if (bytes == null) {
                return null;
            }
            if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
                throw new UndecodableException(
                        "Not in the wire format: " + bytes.length + " bytes that do not start with 0 and a schema id",
                        null);
            }
            int schemaId = ByteBuffer.wrap(bytes).getInt(1);
            SpecificDatumReader<V> reader = reader(schemaId);
            try {
                BinaryDecoder decoder = DecoderFactory.get()
                        .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, DECODER.get());
                DECODER.set(decoder);
                V event = reader.read(null, decoder);
                if (!decoder.isEnd()) {
                    throw new UndecodableException(
                            "Bytes are left over after a " + topic.valueType().getSimpleName(), null);
                }
                return event;
            } catch (IOException | RuntimeException e) {
                if (e instanceof UndecodableException undecodable) {
                    throw undecodable;
                }
                throw new UndecodableException(
                        "Not a " + topic.valueType().getSimpleName() + " of schema " + schemaId + ": " + e, e);
            }
        }

        private SpecificDatumReader<V> reader(int schemaId) {
            SpecificDatumReader<V> known = readers.get(schemaId);
            if (known != null) {
                return known;
            }
            Schema writerSchema;
            try {
                writerSchema = ((AvroSchema) registry.getSchemaBySubjectAndId(topic.subject(), schemaId)).rawSchema();
            } catch (RestClientException e) {
                if (e.getStatus() == 404) {
                    throw new UndecodableException("The registry knows no schema " + schemaId, e);
                }
                throw new RegistryUnavailableException("The schema registry answered " + e.getStatus(), e);
            } catch (IOException e) {
                throw new RegistryUnavailableException("The schema registry could not be reached", e);
            }
            if (!writerSchema.getFullName().equals(readerSchema.getFullName())) {
                throw new UndecodableException(
                        "Schema " + schemaId + " is of a " + writerSchema.getFullName() + ", not of a "
                                + readerSchema.getFullName(),
                        null);
            }
            SpecificDatumReader<V> created = new SpecificDatumReader<>(topic.valueType());
            created.setSchema(writerSchema);
            created.setExpected(readerSchema);
            readers.put(schemaId, created);
            return created;
        }
    }
}
