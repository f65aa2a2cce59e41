package org.farmer1st.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.farmer1st.local.client.OdkSubmissions.UnusableSubmission;
import org.junit.jupiter.api.Test;

class OdkSubmissionsTest {

    private static final ObjectMapper JSON = LocalAccess.newJson();
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new byte[32]);

    @Test
    void aSubmissionBecomesAResponse() throws Exception {
        OdkSubmissions odk = odk(null, null);

        JsonNode body = odk.body(json("""
                {"instanceID":"uuid:ec241f2c-0609-46ed-b5e8-fe575f6cefef","A04_start":"2017-03-23T09:49:57.000Z",
                 "A05_end":"2017-04-02T17:29:08.000Z","village":"God","rooms":"2","years":11.0,"area":"0.5",
                 "owned":["radio","bicycle"],"months":"Jan Feb","day":"2016-11-17T00:00:00.000+02:00",
                 "gps:Latitude":-19.1,"gps:Longitude":33.4,"gps:Altitude":698.0,"gps:Accuracy":14.0,
                 "note":null,"name":"",
                 "plots":[{"crops":[{"crop":"maize"},{"crop":null}],"size":1},{"size":null,"crops":[]}]}"""));

        assertThat(json(body.toString()))
                .isEqualTo(json("""
                        {"responseId":"ec241f2c-0609-46ed-b5e8-fe575f6cefef","surveyId":"s","surveyVersion":3,
                         "farmerId":"%s","deviceTime":"2017-03-23T09:49:57.000Z",
                         "answers":{"A04_start":"2017-03-23T09:49:57.000Z","A05_end":"2017-04-02T17:29:08.000Z",
                          "village":"God","rooms":2,"years":11,"area":0.5,"owned":["radio","bicycle"],
                          "months":["Jan","Feb"],"day":"2016-11-17",
                          "gps":{"latitude":-19.1,"longitude":33.4,"altitude":698.0,"accuracyMeters":14.0},
                          "plots":[{"size":1,"crops":[{"crop":"maize"},{}]},{}]}}""".formatted(PSEUDONYMS.farmerId("demo", "ec241f2c-0609-46ed-b5e8-fe575f6cefef"))));
        assertThat(odk.leftOut()).isEmpty();
    }

    @Test
    void whatTheDefinitionDoesNotAskIsLeftOutAndNamed() throws Exception {
        OdkSubmissions odk = odk(null, null);

        JsonNode body = odk.body(json("""
                {"instanceID":"uuid:1","village":"God","extra":1,"empty":null,"none":[],
                 "home:Latitude":1,"home:Longitude":2,"plots":[{"soil":"red"}]}"""));

        assertThat(json(body.path("answers").toString())).isEqualTo(json("{\"village\":\"God\",\"plots\":[{}]}"));
        assertThat(odk.leftOut()).containsExactly("extra", "home", "plots/soil");
    }

    @Test
    void whatDoesNotFitItsTypeIsPassedOn() throws Exception {
        JsonNode body = odk(null, null)
                .body(json("{\"instanceID\":\"uuid:1\",\"rooms\":\"many\",\"years\":1.5,\"gps\":\"nowhere\"}"));

        assertThat(json(body.path("answers").toString()))
                .isEqualTo(json("{\"rooms\":\"many\",\"years\":1.5,\"gps\":\"nowhere\"}"));
    }

    @Test
    void odksOwnFormOfAPositionIsUnderstood() throws Exception {
        JsonNode body = odk(null, null).body(json("{\"instanceID\":\"uuid:1\",\"gps\":\"-19.1 33.4 0 12.5\"}"));

        assertThat(json(body.path("answers").path("gps").toString()))
                .isEqualTo(json("{\"latitude\":-19.1,\"longitude\":33.4,\"altitude\":0,\"accuracyMeters\":12.5}"));
    }

    @Test
    void aQuestionNamesTheFarmerWithoutGivingTheNameAway() throws Exception {
        OdkSubmissions odk = odk("village", "A05_end");

        JsonNode one =
                odk.body(json("{\"instanceID\":\"uuid:1\",\"village\":\"God\",\"A05_end\":\"2017-04-02T17:29:08Z\"}"));
        JsonNode other = odk.body(json("{\"instanceID\":\"uuid:2\",\"village\":\"God\"}"));

        assertThat(one.path("farmerId").asText())
                .isEqualTo(other.path("farmerId").asText())
                .matches("[0-9a-f]{32}");
        assertThat(one.path("deviceTime").asText()).isEqualTo("2017-04-02T17:29:08Z");
        assertThat(other.has("deviceTime")).isFalse();
        assertThatThrownBy(() -> odk.body(json("{\"instanceID\":\"uuid:3\"}")))
                .isInstanceOf(UnusableSubmission.class)
                .hasMessageContaining("village");
        assertThatThrownBy(() -> odk.body(json("{\"village\":\"God\"}")))
                .isInstanceOf(UnusableSubmission.class)
                .hasMessageContaining("instanceID");
    }

    private static OdkSubmissions odk(String farmerQuestion, String deviceTimeQuestion) throws Exception {
        SurveyQuestions survey = SurveyQuestions.of(json("""
                {"surveyId":"s","version":3,"questions":[
                 {"name":"A04_start","type":"datetime"},{"name":"A05_end","type":"datetime"},
                 {"name":"village","type":"select_one"},{"name":"rooms","type":"integer"},
                 {"name":"years","type":"integer"},{"name":"area","type":"decimal"},
                 {"name":"owned","type":"select_multiple"},{"name":"months","type":"select_multiple"},
                 {"name":"day","type":"date"},{"name":"gps","type":"geopoint"},
                 {"name":"note","type":"text"},{"name":"name","type":"text"},
                 {"name":"plots","type":"repeat","questions":[
                  {"name":"size","type":"decimal"},
                  {"name":"crops","type":"repeat","questions":[{"name":"crop","type":"select_one"}]}]}]}"""));
        return new OdkSubmissions(survey, "demo", farmerQuestion, deviceTimeQuestion, PSEUDONYMS);
    }

    /** Through text, so that 11 and 11.0 are told apart as a receiver would. */
    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }
}
