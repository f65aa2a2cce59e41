package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.farmer1st.ingest.responses.SurveyFixture.RESPONSE;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDigestTest {

    private final ContentDigest digests = new ContentDigest(new byte[32]);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"sentAt\":\"2026-11-21T06:00:00Z\",|\"sentAt\":\"2026-11-25T06:00:00Z\",",
                "\"sentAt\":\"2026-11-21T06:00:00Z\",| ",
                "\"rooms\":3|\"rooms\":3.0",
                "\"area\":2.0|\"area\":2",
                "[\"radio\",\"bicycle\"]|[\"bicycle\",\"radio\"]",
                "{\"crop\":null}|{}",
                "\"village\":\"God\",\"name\":\"Amina\"|\"name\":\"Am\\u0069na\",\"village\":\"God\"",
                "2026-03-01T10:00:00+02:00|2026-03-01T08:00:00.000Z",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"f-1\",\"versionId\":\"11111111-2222-3333-4444-555555555555\"",
            })
    void theSameContentHasTheSameDigestHoweverItIsWritten(String one, String other) throws IOException {
        assertThat(RESPONSE).contains(one);

        assertThat(digest(RESPONSE.replace(one, other == null ? "" : other))).isEqualTo(digest(RESPONSE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"rooms\":3|\"rooms\":4",
                "\"rooms\":3,| ",
                "\"name\":\"Amina\"|\"name\":\"Amine\"",
                "\"buyer\":\"Joao\"|\"buyer\":\"João\"",
                "{\"crop\":null}]|]",
                "{\"size\":1}|{\"size\":2}",
                "\"altitude\":600|\"altitude\":601",
                "\"accuracyMeters\":12|\"accuracyMeters\":13",
                "\"deviceTime\":\"2026-11-20T08:15:00Z\"|\"deviceTime\":\"2026-11-20T08:16:00Z\"",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"f-2\"",
            })
    void anotherContentHasAnotherDigest(String one, String other) throws IOException {
        assertThat(RESPONSE).contains(one);
        String changed = RESPONSE.replace(one, other == null ? "" : other).replace("},]", "}]");

        assertThat(digest(changed)).isNotEqualTo(digest(RESPONSE));
    }

    /** A release that computes another digest would answer every repeat of an older upload with a conflict. */
    @Test
    void theFormOfTheDigestDoesNotChange() throws IOException {
        assertThat(digest(RESPONSE)).isEqualTo("4c08c4d0e780bce522607e6fa631427ef3b363d5405cc21127283b04644e5f43");
    }

    @Test
    void theKeyMatters() throws IOException {
        byte[] other = new byte[32];
        other[31] = 1;

        assertThat(new ContentDigest(other).of("demo", SurveyFixture.readFirst(RESPONSE)))
                .isNotEqualTo(digests.of("demo", SurveyFixture.readFirst(RESPONSE)))
                .hasSize(32);
    }

    @Test
    void whatWasBrokenOffIsInNoOtherDigest() throws IOException {
        ResponseDocument good = SurveyFixture.readFirst(RESPONSE);
        Object[] values = good.answers().values().clone();
        values[values.length - 1] = new Object();
        ResponseDocument bad = new ResponseDocument(
                good.farmerId(),
                good.responseId(),
                good.versionId(),
                good.replaces(),
                good.survey(),
                good.deviceTime(),
                good.sentAt(),
                good.location(),
                new Answers(good.answers().group(), values));
        byte[] before = digests.of("demo", good);

        assertThatThrownBy(() -> digests.of("demo", bad)).isInstanceOf(IllegalArgumentException.class);

        assertThat(digests.of("demo", good)).isEqualTo(before);
    }

    private String digest(String response) throws IOException {
        return HexFormat.of().formatHex(digests.of("demo", SurveyFixture.readFirst(response)));
    }
}
