package org.farmer1st.ingest.surveys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.farmer1st.runtime.http.ApiException;

/** Any bytes as a definition: they are refused as documented, or have one canonical form that means the same. */
class DefinitionFuzz {

    @FuzzTest(maxDuration = "5s")
    @DictionaryEntries({
        "\"surveyId\":",
        "\"version\":",
        "\"title\":",
        "\"timeZone\":\"Africa/Maputo\"",
        "\"opensAt\":",
        "\"closesAt\":",
        "\"graceDays\":",
        "\"retentionDays\":",
        "\"questions\":[{",
        "\"name\":",
        "\"type\":\"repeat\"",
        "\"type\":\"select_one\"",
        "\"type\":\"integer\"",
        "\"choices\":[",
        "\"min\":",
        "\"max\":",
        "\"required\":true",
        "\"personal\":false",
        "\"dimensions\":[",
        "\"points\":{\"base\":",
        "\"privacy\":{\"minGroupSize\":",
        "1e308"
    })
    void aDefinition(byte[] bytes) {
        SurveyDefinition definition;
        try {
            definition = DefinitionReader.read(bytes);
        } catch (ApiException e) {
            assertThat(e.code().status()).isEqualTo(400);
            return;
        }
        SurveyDefinition again =
                DefinitionReader.read(definition.canonicalJson().getBytes(StandardCharsets.UTF_8));

        assertThat(again.canonicalJson()).isEqualTo(definition.canonicalJson());
        assertThat(again).usingRecursiveComparison().isEqualTo(definition);
    }
}
