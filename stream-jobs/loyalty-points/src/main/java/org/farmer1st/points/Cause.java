package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.events.Account;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.TransferKind;
import org.farmer1st.points.state.StoredResponse;

/**
 * Why points move: a version of a response, or a command. The ids of the transfers derive from it.
 *
 * @param identity what tells it from every other cause of the farmer, in order
 * @param surveyId null where it is a command
 * @param responseId null where it is a command
 * @param versionId null where it is a command
 * @param commandId null where it is a response
 * @param ruleVersion by which a response earned it; null for what the edge stamped
 * @param at business time
 * @param day the business day; of a command, the day of the request in UTC
 * @param recordedAt append time of the submission or the command
 */
record Cause(
        String tenant,
        String farmerId,
        List<String> identity,
        String surveyId,
        String responseId,
        String versionId,
        String commandId,
        Integer ruleVersion,
        Instant at,
        LocalDate day,
        Instant recordedAt) {

    /** A version of a response that the change is about. */
    static Cause of(ResponseVersion version, Integer ruleVersion, Instant recordedAt) {
        return new Cause(
                version.getTenant(),
                version.getFarmerId(),
                List.of(version.getResponseId(), version.getVersionId()),
                version.getSurveyId(),
                version.getResponseId(),
                version.getVersionId(),
                null,
                ruleVersion,
                version.getBusinessTime(),
                version.getBusinessDay(),
                recordedAt);
    }

    /**
     * A response that is worth something else because of another, or of new rules.
     *
     * @param trigger what changed
     */
    static Cause of(
            String tenant,
            String farmerId,
            LocalDate day,
            StoredResponse response,
            String trigger,
            Instant recordedAt) {
        return new Cause(
                tenant,
                farmerId,
                List.of(response.getResponseId(), response.getVersionId(), trigger),
                response.getSurveyId(),
                response.getResponseId(),
                response.getVersionId(),
                null,
                response.getRuleVersion(),
                response.getBusinessTime(),
                day,
                recordedAt);
    }

    static Cause of(PointsCommand command, Instant recordedAt) {
        return new Cause(
                command.getTenant(),
                command.getFarmerId(),
                List.of("command", command.getCommandId()),
                null,
                null,
                null,
                command.getCommandId(),
                null,
                command.getRequestedAt(),
                LocalDate.ofInstant(command.getRequestedAt(), ZoneOffset.UTC),
                recordedAt);
    }

    /** The expiry of a day, for one of a tenant's farmers: a cause that there is once, whichever command asks for it. */
    static Cause ofExpiry(PointsCommand command, String farmerId, Instant recordedAt) {
        Cause cause = of(command, recordedAt);
        return new Cause(
                cause.tenant,
                farmerId,
                List.of("expire-due", command.getDueOn().toString()),
                null,
                null,
                null,
                cause.commandId,
                null,
                cause.at,
                cause.day,
                recordedAt);
    }

    /**
     * A transfer that this causes.
     *
     * @param part tells it from others of the kind that the same cause has
     * @param amount above zero
     */
    PointsTransfer transfer(TransferKind kind, String part, Account debit, Account credit, long amount) {
        List<String> id = new ArrayList<>(identity.size() + 4);
        id.add(tenant);
        id.add(farmerId);
        id.addAll(identity);
        id.add(kind.name());
        id.add(part);
        return new PointsTransfer(
                TransferId.of(id.toArray(String[]::new)),
                tenant,
                farmerId,
                kind,
                debit,
                credit,
                amount,
                surveyId,
                responseId,
                versionId,
                ruleVersion,
                at,
                recordedAt,
                commandId,
                day,
                null);
    }
}
