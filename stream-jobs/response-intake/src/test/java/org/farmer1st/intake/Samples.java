package org.farmer1st.intake;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.LaneTick;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WithdrawalSubmitted;

/** Submissions to test with. */
final class Samples {

    static final String TENANT = "demo";
    static final Instant RECEIVED_AT = Instant.parse("2026-11-20T08:00:00Z");

    private Samples() {}

    /** A UUID that a small number stands for. */
    static String uuid(int number) {
        return new UUID(0x4000, number).toString();
    }

    /** 32 bytes that a small number stands for. */
    static ByteBuffer digest(int content) {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) content);
        return ByteBuffer.wrap(digest);
    }

    /** A version whose digest and answer follow from {@code content}. */
    static ResponseVersion version(String farmer, String responseId, String versionId, String replaces, int content) {
        return ResponseVersion.newBuilder()
                .setTenant(TENANT)
                .setFarmerId(farmer)
                .setResponseId(responseId)
                .setVersionId(versionId)
                .setReplaces(replaces)
                .setSurveyId("safi")
                .setSurveyVersion(1)
                .setReceivedAt(RECEIVED_AT)
                .setBusinessTime(RECEIVED_AT)
                .setBusinessDay(LocalDate.of(2026, 11, 20))
                .setTimeFlags(List.of())
                .setAnswers(List.of(new Answer("C06_rooms", AnswerType.INTEGER, (long) content)))
                .setSkipped(List.of())
                .setDimensions(List.of(new DimensionValue("village", List.of("God"))))
                .setBasePoints(10)
                .setDigest(digest(content))
                .build();
    }

    static Submission submission(ResponseVersion version) {
        return new Submission(new ResponseSubmitted(version));
    }

    static Submission withdrawal(String farmer, String responseId) {
        return new Submission(new WithdrawalSubmitted(TENANT, farmer, responseId, RECEIVED_AT));
    }

    static Submission tick() {
        return new Submission(new LaneTick(RECEIVED_AT));
    }
}
