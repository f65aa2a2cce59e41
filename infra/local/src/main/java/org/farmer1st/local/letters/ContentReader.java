package org.farmer1st.local.letters;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.letters.Content.Event;
import org.farmer1st.local.letters.Content.Nothing;
import org.farmer1st.local.letters.Content.OtherEvent;
import org.farmer1st.local.letters.Content.Unreadable;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.schemas.WireFormat.UndecodableException;

/** Reads and repairs what letters hold, with the schemas of a registry. */
final class ContentReader {

    private static final int HEADER_BYTES = 5;
    private static final int NOT_FOUND = 404;

    private final String url;
    private final SchemaRegistryClient registry;

    ContentReader(String url) {
        this.url = url;
        this.registry = new CachedSchemaRegistryClient(url, 100);
    }

    /** What a letter's bytes are. */
    Content read(Letter letter) {
        byte[] bytes = letter.value();
        if (bytes == null) {
            return new Nothing();
        }
        Optional<Topic<?>> topic = topic(letter);
        if (topic.isEmpty() || bytes.length < HEADER_BYTES || bytes[0] != 0) {
            return new Unreadable(bytes);
        }
        int schemaId = ByteBuffer.wrap(bytes).getInt(1);
        Optional<Schema> schema = schema(topic.get(), schemaId);
        if (schema.isEmpty()) {
            return new Unreadable(bytes);
        }
        if (!schema.get().getFullName().equals(current(topic.get()).getFullName())) {
            return new OtherEvent(schema.get().getFullName());
        }
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            Object event = new GenericDatumReader<>(schema.get()).read(null, decoder);
            return decoder.isEnd()
                    ? new Event(schemaId, schema.get(), json(schema.get(), event))
                    : new Unreadable(bytes);
        } catch (IOException | RuntimeException e) {
            // Bytes that no one wrote by this schema fail in many ways.
            return new Unreadable(bytes);
        }
    }

    /**
     * What is put back for a letter, from a file that somebody has repaired.
     *
     * @param file bytes in the wire format, or the event in Avro's JSON encoding, as {@code show} prints it
     * @throws CommandFailed where it is still not an event of the topic
     */
    byte[] repaired(Letter letter, byte[] file) {
        Topic<?> topic = topic(letter)
                .orElseThrow(() -> new CommandFailed("The topic that the letter came from has no schema of ours."));
        byte[] bytes = file.length > 0 && file[0] == 0 ? file : fromJson(letter, topic, file);
        try {
            new WireFormat(registry).deserializer(topic).deserialize(topic.name(), bytes);
        } catch (UndecodableException e) {
            throw new CommandFailed("What is to be put back can still not be read: " + e.getMessage(), e);
        } catch (WireFormat.RegistryUnavailableException e) {
            throw unreachable(e);
        }
        return bytes;
    }

    private byte[] fromJson(Letter letter, Topic<?> topic, byte[] file) {
        Schema schema = current(topic);
        int schemaId;
        if (read(letter) instanceof Event event) {
            schema = event.schema();
            schemaId = event.schemaId();
        } else {
            schemaId = id(topic, schema);
        }
        try {
            Object event = new GenericDatumReader<>(schema)
                    .read(null, DecoderFactory.get().jsonDecoder(schema, new String(file, StandardCharsets.UTF_8)));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(
                    ByteBuffer.allocate(HEADER_BYTES).putInt(1, schemaId).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<>(schema).write(event, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException | AvroRuntimeException e) {
            throw new CommandFailed(
                    "The file is no " + schema.getName() + " in Avro's JSON encoding: " + e.getMessage()
                            + ". Start from what ./farmer1st dlq show prints, where each union names its branch.",
                    e);
        }
    }

    private static String json(Schema schema, Object event) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema, text, true);
        new GenericDatumWriter<>(schema).write(event, encoder);
        encoder.flush();
        return text.toString(StandardCharsets.UTF_8);
    }

    private static Optional<Topic<?>> topic(Letter letter) {
        return Topics.all().stream()
                .filter(topic -> letter.origin() != null
                        && topic.name().equals(letter.origin().topic()))
                .findFirst();
    }

    private static Schema current(Topic<?> topic) {
        return SpecificData.get().getSchema(topic.valueType());
    }

    private Optional<Schema> schema(Topic<?> topic, int id) {
        try {
            return Optional.of(((AvroSchema) registry.getSchemaBySubjectAndId(topic.subject(), id)).rawSchema());
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                return Optional.empty();
            }
            throw unreachable(e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private int id(Topic<?> topic, Schema schema) {
        try {
            return registry.getId(topic.subject(), new AvroSchema(schema));
        } catch (RestClientException | IOException e) {
            throw unreachable(e);
        }
    }

    private CommandFailed unreachable(Exception cause) {
        return new CommandFailed(
                "The schema registry at " + url + " does not answer as it should (" + cause.getMessage()
                        + "). See whether it runs with ./farmer1st status, or start it with ./farmer1st up.",
                cause);
    }
}
