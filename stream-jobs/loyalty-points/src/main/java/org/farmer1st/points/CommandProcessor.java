package org.farmer1st.points;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.PatientReader;

/**
 * Answers each command of a lane once, in lane order, and posts what it moves. Between which facts a command falls is the
 * order in which the lane's task meets them; the ledger is the record of it.
 *
 * <p>What is due of all of a tenant's farmers is expired by {@link DueExpiry}.
 *
 * <p>Rules are a tenant's, and a command to every lane. They come into force later, so that mostly no earnings change; where
 * responses of after that are there already, because the command was late, their farmers are judged anew, with a posting each
 * ({@link TenantCommands}).
 *
 * <ul>
 *   <li>A command that was answered before is answered again with the same, and moves nothing; another one under its id is
 *       refused, and the first stands.
 *   <li>What cannot be read becomes a dead letter; what can be read and not be decided (a missing amount, another lane's
 *       farmer, who would have a second ledger here) becomes one too, and is refused as INVALID.
 * </ul>
 */
final class CommandProcessor {

    private final PatientReader<PointsCommand> reader;
    private final Lanes lanes;
    private final LaneLedger lane;
    private final DueExpiry expiry;
    private final TenantCommands tenants;

    CommandProcessor(PatientReader<PointsCommand> reader, Lanes lanes, LaneLedger lane) {
        this.reader = reader;
        this.lanes = lanes;
        this.lane = lane;
        expiry = new DueExpiry(lane);
        tenants = new TenantCommands(lane);
    }

    void process(Record<byte[], byte[]> record) {
        PointsCommand command;
        try {
            command = reader.read(record.value());
        } catch (UndecodableException e) {
            lane.deadLetter(record, e.getMessage());
            return;
        }
        if (command == null) {
            lane.deadLetter(record, "There is no value");
            return;
        }
        Instant recordedAt = Instant.ofEpochMilli(record.timestamp());
        List<String> faults = faults(command, recordedAt);
        if (!faults.isEmpty()) {
            String message = String.join("; ", faults);
            lane.deadLetter(record, message);
            lane.answer(record, CommandRules.refused(command, PointsRefusal.INVALID, message, recordedAt));
            return;
        }
        switch (command.getKind()) {
            case RULES -> tenants.rules(record, command, recordedAt);
            case RECALCULATE -> tenants.recalculate(record, command, recordedAt);
            case LEASE -> tenants.lease(record, command, recordedAt);
            case EXPIRE_DUE -> lane.answer(record, expiry.advance(record, command, recordedAt));
            case RESERVE, SETTLE, RELEASE, ADJUST, EXPIRE -> lane.answer(record, answer(record, command, recordedAt));
            case UNKNOWN -> throw new IllegalStateException("A kind that has a fault");
        }
        lane.budgets().tell(record);
    }

    private PointsResult answer(Record<byte[], byte[]> record, PointsCommand command, Instant recordedAt) {
        PointsResult before = lane.answered(command.getTenant(), command.getFarmerId(), command.getCommandId());
        if (before == null) {
            return decide(record, command, recordedAt);
        }
        if (CommandRules.isRepeat(command, before)) {
            return before;
        }
        String message = "Another command had this id, and stands";
        return CommandRules.refused(command, PointsRefusal.COMMAND_ID_REUSED, message, recordedAt);
    }

    private List<String> faults(PointsCommand command, Instant recordedAt) {
        List<String> faults = new ArrayList<>(CommandRules.faults(command));
        if (CommandRules.isOfTenant(command.getKind())) {
            if (command.getKind() == PointsCommandKind.EXPIRE_DUE
                    && command.getDueOn() != null
                    && command.getDueOn().isAfter(DueExpiry.latest(recordedAt))) {
                faults.add("dueOn has begun nowhere yet");
            }
            return faults;
        }
        int lanesOwn = lanes.of(command.getTenant(), command.getFarmerId());
        if (lanesOwn != lane.lane()) {
            faults.add("the farmer's lane is " + lanesOwn + ", not " + lane.lane());
        }
        return faults;
    }

    private PointsResult decide(Record<byte[], byte[]> record, PointsCommand command, Instant recordedAt) {
        Ledger ledger = lane.open(command.getTenant(), command.getFarmerId());
        Optional<PointsRefusal> refusal =
                CommandRules.apply(command, lane.tenants().rules(command.getTenant()), ledger, recordedAt);
        if (!ledger.transfers().isEmpty()) {
            lane.post(record, ledger.transfers(), lane.keep(command.getTenant(), command.getFarmerId(), ledger));
        }
        PointsResult result = CommandRules.result(command, refusal, ledger, recordedAt);
        lane.remember(result);
        return result;
    }
}
