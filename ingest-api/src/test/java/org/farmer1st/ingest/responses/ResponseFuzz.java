package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.schemas.EventClasses;
import org.farmer1st.schemas.Lanes;

/**
 * Any bytes as one response: they are refused as documented, or become events that can be written and read again, and the same
 * bytes always become the same.
 */
class ResponseFuzz {

    private static final Instant RECEIVED = Instant.parse("2026-11-21T06:00:00Z");
    private static final PublishedSurveys SURVEYS = SurveyFixture.surveys();

    private final Preparation preparation = SurveyFixture.preparation(new Lanes(16));

    @FuzzTest(maxDuration = "8s")
    @DictionaryEntries({
        "\"responseId\":",
        "\"versionId\":",
        "\"replaces\":",
        "\"surveyId\":\"farm\"",
        "\"surveyVersion\":1",
        "\"farmerId\":",
        "\"deviceTime\":",
        "\"sentAt\":",
        "\"location\":",
        "\"answers\":{",
        "\"village\":",
        "\"name\":",
        "\"rooms\":",
        "\"area\":",
        "\"roof\":",
        "\"items\":[",
        "\"planted\":",
        "\"started\":",
        "\"field\":{",
        "\"latitude\":",
        "\"longitude\":",
        "\"plots\":[{",
        "\"size\":",
        "\"crops\":[{",
        "\\ud83d",
        "1e308",
        "null"
    })
    void aResponse(byte[] bytes) throws IOException {
        PreparedResponse first = prepared(bytes);
        PreparedResponse second = prepared(bytes);
        if (first == null) {
            assertThat(second).isNull();
            return;
        }
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.submission()).isEqualTo(first.submission());
        assertThat(SurveyFixture.written(SurveyFixture.submission(first))).isEqualTo(first.submission());
        if (first.personal() != null) {
            assertThat(writtenAndRead(first.personal())).isEqualTo(first.personal());
        }
        assertThat(first.laneKey()).isEqualTo("demo/" + first.version().farmerId());
    }

    /** Null where it is refused. */
    private PreparedResponse prepared(byte[] bytes) throws IOException {
        try (JsonParser json = StrictJson.parser(bytes, 0, bytes.length)) {
            if (json.nextToken() == null) {
                return null;
            }
            ResponseDocument response =
                    ResponseReader.ofFirst(SURVEYS, SurveyFixture.TENANT).read(json);
            StrictJson.requireEnd(json);
            return preparation.response(SurveyFixture.TENANT, response, RECEIVED);
        } catch (ApiException e) {
            assertThat(e.code().status()).isBetween(400, 499);
            return null;
        } catch (JsonProcessingException e) {
            assertThat(StrictJson.malformed(e).code().status()).isEqualTo(400);
            return null;
        }
    }

    private static SpecificRecord writtenAndRead(SpecificRecord event) throws IOException {
        EventClasses.trust();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
        encoder.flush();
        return new SpecificDatumReader<SpecificRecord>(event.getSchema())
                .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
    }
}
