package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.Submission;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.surveys.DefinitionReader;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.ingest.surveys.SurveyDefinition;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/** A survey with a question of every type, and a good response to it. */
final class SurveyFixture {

    static final String TENANT = "demo";
    static final String ID = "11111111-2222-3333-4444-555555555555";
    static final String OTHER_ID = "99999999-2222-3333-4444-555555555555";

    static final String DEFINITION = """
            {"surveyId":"farm","version":1,"title":"Farm","timeZone":"Africa/Maputo",
             "opensAt":"2026-01-01T00:00:00Z","closesAt":"2026-12-01T00:00:00Z","graceDays":2,
             "questions":[
              {"name":"village","type":"text","personal":false,"required":true},
              {"name":"name","type":"text"},
              {"name":"rooms","type":"integer","min":0,"max":20},
              {"name":"area","type":"decimal","min":0.5},
              {"name":"roof","type":"select_one","choices":["grass","iron"]},
              {"name":"items","type":"select_multiple","choices":["bicycle","radio","cart"]},
              {"name":"planted","type":"date"},
              {"name":"started","type":"datetime"},
              {"name":"field","type":"geopoint"},
              {"name":"plots","type":"repeat","questions":[
                {"name":"size","type":"decimal","required":true},
                {"name":"crops","type":"repeat","questions":[
                  {"name":"crop","type":"select_one","choices":["maize","beans"]},
                  {"name":"buyer","type":"text"}]}]}],
             "dimensions":["village","items","area"],"points":{"base":5},"privacy":{"minGroupSize":3}}
            """;

    static final String ANSWERS = """
            {"village":"God","name":"Amina","rooms":3,"area":2.0,"roof":"iron","items":["radio","bicycle"],
             "planted":"2026-03-01","started":"2026-03-01T10:00:00+02:00",
             "field":{"latitude":-19.1,"longitude":33.4,"altitude":600},
             "plots":[{"size":0.5,"crops":[{"crop":"maize","buyer":"Joao"},{"crop":null}]},{"size":1}]}""";

    static final String RESPONSE = """
            {"responseId":"%s","surveyId":"farm","surveyVersion":1,"farmerId":"f-1",
             "deviceTime":"2026-11-20T08:15:00Z","sentAt":"2026-11-21T06:00:00Z",
             "location":{"latitude":-19.1,"longitude":33.4,"accuracyMeters":12},
             "answers":%s}""".formatted(ID, ANSWERS);

    private static final WireFormat WIRE_FORMAT = wireFormat();

    private SurveyFixture() {}

    /** The wire format over a registry that knows every schema. */
    static WireFormat wireFormat() {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        try {
            for (Topic<?> topic : Topics.all()) {
                registry.register(
                        topic.subject(), new AvroSchema(SpecificData.get().getSchema(topic.valueType())));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new WireFormat(registry);
    }

    static Preparation preparation(Lanes lanes) {
        Serializer<ResponseContent> responses = WIRE_FORMAT.serializer(Topics.SUBMISSIONS, new ResponseEncoding());
        Serializer<Submission> withdrawals = WIRE_FORMAT.serializer(Topics.SUBMISSIONS);
        return new Preparation(
                lanes,
                new ContentDigest(new byte[32]),
                content -> responses.serialize("", content),
                event -> withdrawals.serialize("", event));
    }

    /** The event that a prepared response has in the log of record. */
    static Submission submission(PreparedResponse prepared) {
        return WIRE_FORMAT.deserializer(Topics.SUBMISSIONS).deserialize("", prepared.submission());
    }

    /** What Avro's own writer makes of an event. */
    static byte[] written(Submission event) {
        return WIRE_FORMAT.serializer(Topics.SUBMISSIONS).serialize("", event);
    }

    static SurveyDefinition survey() {
        return DefinitionReader.read(DEFINITION.getBytes(StandardCharsets.UTF_8));
    }

    static PublishedSurveys surveys() {
        PublishedSurveys surveys = new PublishedSurveys();
        surveys.put(TENANT, survey());
        return surveys;
    }

    static ResponseDocument readFirst(String json) throws IOException {
        return read(json, ResponseReader.ofFirst(surveys(), TENANT));
    }

    static ResponseDocument readFirst(String json, PublishedSurveys surveys) throws IOException {
        return read(json, ResponseReader.ofFirst(surveys, TENANT));
    }

    static ResponseDocument readEdit(String json) throws IOException {
        return read(json, ResponseReader.ofEdit(surveys(), TENANT, new ResponseReader.Edited("f-1", ID)));
    }

    private static ResponseDocument read(String json, ResponseReader reader) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = StrictJson.parser(bytes, 0, bytes.length)) {
            parser.nextToken();
            ResponseDocument response = reader.read(parser);
            StrictJson.requireEnd(parser);
            return response;
        }
    }
}
