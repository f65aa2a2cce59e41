package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.farmer1st.ingest.responses.SurveyFixture.ID;
import static org.farmer1st.ingest.responses.SurveyFixture.RESPONSE;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ExactPosition;
import org.farmer1st.events.PersonalAnswer;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SkippedQuestion;
import org.farmer1st.events.WithdrawalSubmitted;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.schemas.Lanes;
import org.junit.jupiter.api.Test;

class PreparationTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-21T06:00:00Z");

    private final Lanes lanes = new Lanes(16);
    private final Preparation preparation = SurveyFixture.preparation(lanes);

    @Test
    void theLogGetsWhatJobsNeedAndNothingPersonal() throws IOException {
        PreparedResponse prepared = prepare(RESPONSE);
        ResponseVersion version = version(prepared);

        assertThat(prepared.lane()).isEqualTo(lanes.of("demo", "f-1"));
        assertThat(prepared.laneKey()).isEqualTo("demo/f-1");
        assertThat(version.getAnswers())
                .containsExactly(
                        new Answer("village", AnswerType.TEXT, "God"),
                        new Answer("name", AnswerType.TEXT, null),
                        new Answer("rooms", AnswerType.INTEGER, 3L),
                        new Answer("area", AnswerType.DECIMAL, 2.0),
                        new Answer("roof", AnswerType.SELECT_ONE, "iron"),
                        new Answer("items", AnswerType.SELECT_MULTIPLE, List.of("bicycle", "radio")),
                        new Answer("planted", AnswerType.DATE, "2026-03-01"),
                        new Answer("started", AnswerType.DATETIME, "2026-03-01T08:00:00Z"),
                        new Answer("field", AnswerType.GEOPOINT, "ksxg2"),
                        new Answer("plots/size", AnswerType.DECIMAL, 0.5),
                        new Answer("plots/crops/crop", AnswerType.SELECT_ONE, "maize"),
                        new Answer("plots/crops/buyer", AnswerType.TEXT, null),
                        new Answer("plots/size", AnswerType.DECIMAL, 1.0));
        assertThat(version.getSkipped())
                .containsExactly(
                        new SkippedQuestion("plots/crops/crop", 1), new SkippedQuestion("plots/crops/buyer", 1));
        assertThat(version.getDimensions())
                .containsExactly(
                        new DimensionValue("village", List.of("God")),
                        new DimensionValue("items", List.of("bicycle", "radio")),
                        new DimensionValue("area", List.of("2")));
        assertThat(version.getDeviceTime()).isEqualTo("2026-11-20T08:15:00Z");
        assertThat(version.getSentAt()).isEqualTo("2026-11-21T06:00:00Z");
        assertThat(version.getReceivedAt()).isEqualTo(RECEIVED);
        assertThat(version.getBusinessTime()).isEqualTo("2026-11-20T08:15:00Z");
        assertThat(version.getCell()).hasSize(5);
        assertThat(version.getBasePoints()).isEqualTo(5);
        assertThat(version.getMinGroupSize()).isEqualTo(3);
        assertThat(version.getRegion()).isNull();
        assertThat(version.toString()).doesNotContain("Amina", "Joao", "19.1", "33.4");
    }

    @Test
    void whatIsPersonalIsSetApartUnderResponseVersionAndContent() throws IOException {
        PreparedResponse prepared = prepare(RESPONSE);

        assertThat(prepared.personalKey()).isEqualTo("demo/f-1/" + ID + '/' + ID + '/' + prepared.digest());
        assertThat(prepared.personal().getLocation()).isEqualTo(new ExactPosition(-19.1, 33.4, 12.0, null));
        assertThat(prepared.personal().getAnswers())
                .containsExactly(
                        new PersonalAnswer("name", "\"Amina\""),
                        new PersonalAnswer("field", "{\"latitude\":-19.1,\"longitude\":33.4,\"altitude\":600.0}"),
                        new PersonalAnswer("plots[0]/crops[0]/buyer", "\"Joao\""));
    }

    @Test
    void whatHasNothingPersonalHasNothingSetApart() throws IOException {
        PreparedResponse prepared =
                prepare("{\"responseId\":\"" + ID + "\",\"surveyId\":\"farm\",\"surveyVersion\":1,\"farmerId\":\"f-1\","
                        + "\"answers\":{\"village\":\"God\"}}");

        assertThat(prepared.personal()).isNull();
        assertThat(version(prepared).getSkipped())
                .extracting(SkippedQuestion::getPath)
                .containsExactly("name", "rooms", "area", "roof", "items", "planted", "started", "field");
        assertThat(version(prepared).getDimensions())
                .contains(new DimensionValue("items", List.of()), new DimensionValue("area", List.of()));
    }

    @Test
    void theDayIsThatOfTheSurveysTimeZone() throws IOException {
        ResponseVersion version = version(prepare(RESPONSE.replace("2026-11-20T08:15", "2026-11-20T22:15")));

        assertThat(version.getBusinessDay()).isEqualTo(LocalDate.of(2026, 11, 21));
    }

    @Test
    void closingIsJudgedOnBusinessTimeWithGrace() throws IOException {
        Instant late = Instant.parse("2027-02-01T00:00:00Z");
        ResponseDocument inTime = SurveyFixture.readFirst(RESPONSE.replace("2026-11-21T06:00:00Z", late.toString()));
        ResponseDocument tooLate = SurveyFixture.readFirst(
                RESPONSE.replace("2026-11-21T06:00:00Z", late.toString()).replace("2026-11-20", "2026-12-04"));
        ResponseDocument tooEarly = SurveyFixture.readFirst(RESPONSE.replace("2026-11-20", "2025-11-20"));

        assertThat(preparation.response("demo", inTime, late)).isNotNull();
        for (ResponseDocument closed : List.of(tooLate, tooEarly)) {
            ApiException refused = catchThrowableOfType(
                    ApiException.class,
                    () -> preparation.response("demo", closed, closed == tooLate ? late : RECEIVED));
            assertThat(refused.code()).isEqualTo(ErrorCode.SURVEY_CLOSED);
        }
    }

    @Test
    void aWithdrawalTravelsInTheLaneOfItsResponse() {
        PreparedResponse prepared = preparation.withdrawal("demo", "f-1", ID, RECEIVED);

        assertThat(prepared.lane()).isEqualTo(lanes.of("demo", "f-1"));
        assertThat(SurveyFixture.submission(prepared).getEvent())
                .isEqualTo(new WithdrawalSubmitted("demo", "f-1", ID, RECEIVED));
    }

    private PreparedResponse prepare(String response) throws IOException {
        return preparation.response("demo", SurveyFixture.readFirst(response), RECEIVED);
    }

    private static ResponseVersion version(PreparedResponse prepared) {
        return ((ResponseSubmitted) SurveyFixture.submission(prepared).getEvent()).getVersion();
    }
}
