package org.farmer1st.points;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.farmer1st.events.Account;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.TransferKind;

/**
 * Why points move: a version of a response, or a command. The ids of the transfers derive from it.
 *
 * @param identity what tells it from every other cause of the farmer, in order
 * @param surveyId null where it is a command
 * @param responseId null where it is a command
 * @param versionId null where it is a command
 * @param commandId null where it is a response
 * @param at business time
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
        Instant at,
        Instant recordedAt) {

    static Cause of(ResponseVersion version, Instant recordedAt) {
        return new Cause(
                version.getTenant(),
                version.getFarmerId(),
                List.of(version.getResponseId(), version.getVersionId()),
                version.getSurveyId(),
                version.getResponseId(),
                version.getVersionId(),
                null,
                version.getBusinessTime(),
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
                command.getRequestedAt(),
                recordedAt);
    }

    /**
     * A transfer that this causes.
     *
     * @param part tells it from others of the kind that the same cause has
     * @param amount above zero
     */
    PointsTransfer transfer(TransferKind kind, String part, Account debit, Account credit, long amount) {
        String[] id = Stream.of(Stream.of(tenant, farmerId), identity.stream(), Stream.of(kind.name(), part))
                .flatMap(parts -> parts)
                .toArray(String[]::new);
        return new PointsTransfer(
                TransferId.of(id),
                tenant,
                farmerId,
                kind,
                debit,
                credit,
                amount,
                surveyId,
                responseId,
                versionId,
                null,
                at,
                recordedAt,
                commandId);
    }
}
