package org.farmer1st.points;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRecalculation;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.schemas.EventClasses;

/** Facts to test with. */
final class Samples {

    static final String TENANT = "demo";
    static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 1);
    static final Instant BUSINESS_TIME = Instant.parse("2026-03-01T10:00:00Z");
    static final Instant COVERED_AT = Instant.parse("2026-11-20T08:00:00Z");

    static {
        EventClasses.trust();
    }

    private Samples() {}

    static ResponseVersion version(String farmer, String response, String versionId, String survey, long points) {
        return version(farmer, response, versionId, survey, points, FIRST_DAY);
    }

    static ResponseVersion version(
            String farmer, String response, String versionId, String survey, long points, LocalDate day) {
        return ResponseVersion.newBuilder()
                .setTenant(TENANT)
                .setFarmerId(farmer)
                .setResponseId(response)
                .setVersionId(versionId)
                .setReplaces(null)
                .setSurveyId(survey)
                .setSurveyVersion(1)
                .setReceivedAt(COVERED_AT)
                .setBusinessTime(day.atTime(10, 0).toInstant(ZoneOffset.UTC))
                .setBusinessDay(day)
                .setTimeFlags(List.of())
                .setAnswers(List.of())
                .setSkipped(List.of())
                .setDimensions(List.of())
                .setBasePoints(points)
                .setDigest(ByteBuffer.allocate(32))
                .build();
    }

    static ResponseFact added(long covered, ResponseVersion after) {
        return new ResponseFact(0, covered, COVERED_AT, new ResponseAdded(after));
    }

    static ResponseFact replaced(long covered, ResponseVersion before, ResponseVersion after) {
        return new ResponseFact(0, covered, COVERED_AT, new ResponseReplaced(before, after));
    }

    static ResponseFact withdrawn(long covered, ResponseVersion before) {
        return new ResponseFact(0, covered, COVERED_AT, new ResponseWithdrawn(before));
    }

    static ResponseFact unchanged(long covered) {
        return new ResponseFact(0, covered, COVERED_AT, new NoChange(NoChangeReason.REPEAT, "r", "r"));
    }

    static PointsCommand reserve(String id, String farmer, long amount) {
        return command(id, farmer, PointsCommandKind.RESERVE, amount, null, null);
    }

    static PointsCommand settle(String id, String farmer, String reservation, Long amount) {
        return command(id, farmer, PointsCommandKind.SETTLE, amount, reservation, null);
    }

    static PointsCommand release(String id, String farmer, String reservation, Long amount) {
        return command(id, farmer, PointsCommandKind.RELEASE, amount, reservation, null);
    }

    static PointsCommand adjust(String id, String farmer, long amount) {
        return command(id, farmer, PointsCommandKind.ADJUST, amount, null, null);
    }

    static PointsCommand expire(String id, String farmer, LocalDate dueOn) {
        return command(id, farmer, PointsCommandKind.EXPIRE, null, null, dueOn);
    }

    static PointsCommand expireDue(String id, LocalDate dueOn) {
        return command(id, "", PointsCommandKind.EXPIRE_DUE, null, null, dueOn);
    }

    private static PointsCommand command(
            String id, String farmer, PointsCommandKind kind, Long amount, String reservation, LocalDate dueOn) {
        return new PointsCommand(
                id,
                TENANT,
                farmer,
                kind,
                amount,
                reservation,
                dueOn,
                "to test with",
                "tester",
                BUSINESS_TIME,
                null,
                null,
                null,
                null);
    }

    /** Rules that change nothing, in force from the beginning of a day. */
    static PointsRuleSet ruleSet(int version, LocalDate from) {
        return PointsRuleSet.newBuilder()
                .setVersion(version)
                .setInForceFrom(from.atStartOfDay().toInstant(ZoneOffset.UTC))
                .build();
    }

    static PointsCommand rules(String id, PointsRuleSet rules) {
        return PointsCommand.newBuilder()
                .setCommandId(id)
                .setTenant(TENANT)
                .setFarmerId("")
                .setKind(PointsCommandKind.RULES)
                .setRequestedAt(rules.getInForceFrom().minusSeconds(1))
                .setRules(rules)
                .build();
    }

    static PointsCommand recalculate(String id, boolean dryRun, int ruleVersion, String... surveys) {
        return PointsCommand.newBuilder()
                .setCommandId(id)
                .setTenant(TENANT)
                .setFarmerId("")
                .setKind(PointsCommandKind.RECALCULATE)
                .setRequestedAt(BUSINESS_TIME)
                .setRecalculation(PointsRecalculation.newBuilder()
                        .setSurveyIds(List.of(surveys))
                        .setRuleVersion(ruleVersion)
                        .setDryRun(dryRun)
                        .build())
                .build();
    }
}
