package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsResult;
import org.farmer1st.points.state.StoredExpiry;
import org.farmer1st.schemas.Lanes;

/**
 * Expires what is due of all of a tenant's farmers in a lane, {@value #PIECE} farmers a record ({@link Piece}), so that what arrives
 * meanwhile is not kept waiting. A posting for each farmer of whom something expired.
 *
 * <p>Days only go forward. A day that has begun, or one before it, is a repeat, and changes nothing; a later day overtakes one that
 * is under way, whose rest is among what is due by then. So each farmer is met once a day at most, and a transfer's id derives from
 * the day and the farmer.
 *
 * <p><b>State</b>: one entry a tenant ({@link PointsTopology#EXPIRIES}). <b>Replay</b>: a command that is read again finds its day
 * begun, or its place passed.
 */
final class DueExpiry {

    /** How many farmers are looked at for one record. */
    static final int PIECE = 1_000;

    private static final ZoneOffset EARLIEST_DAY = ZoneOffset.ofHours(14);

    private final LaneLedger lane;

    DueExpiry(LaneLedger lane) {
        this.lane = lane;
    }

    /** The latest day that has begun somewhere. What is due later is a mistake: nothing could bring the points back. */
    static LocalDate latest(Instant now) {
        return LocalDate.ofInstant(now, EARLIEST_DAY);
    }

    /** Begins a day, or goes on with it. */
    PointsResult advance(Record<byte[], byte[]> record, PointsCommand command, Instant recordedAt) {
        StoredExpiry before = lane.tenants().expiry(command.getTenant());
        if (!isNext(before, command)) {
            return CommandRules.resultOfExpiry(command, "Begun or done before", recordedAt);
        }
        Piece piece = Piece.of(lane.farmersAfter(command.getTenant(), command.getResumeAfter(), PIECE), PIECE);
        int expired = 0;
        for (String farmerId : piece.farmers()) {
            expired += expire(record, command, farmerId, recordedAt) ? 1 : 0;
        }
        lane.tenants().keep(command.getTenant(), new StoredExpiry(command.getDueOn(), piece.resumeAfter()));
        piece.goOn(lane, record, command);
        return CommandRules.resultOfExpiry(
                command,
                "Farmers whose points expired: " + expired + (piece.isLast() ? "" : "; more follow"),
                recordedAt);
    }

    private static boolean isNext(StoredExpiry before, PointsCommand command) {
        if (command.getResumeAfter() == null) {
            return before == null || command.getDueOn().isAfter(before.getDueOn());
        }
        return before != null
                && command.getDueOn().equals(before.getDueOn())
                && command.getResumeAfter().equals(before.getResumeAfter());
    }

    private boolean expire(Record<byte[], byte[]> record, PointsCommand command, String farmerId, Instant recordedAt) {
        Ledger ledger = lane.open(command.getTenant(), farmerId);
        ledger.expire(Cause.ofExpiry(command, farmerId, recordedAt), command.getDueOn());
        if (ledger.transfers().isEmpty()) {
            return false;
        }
        lane.post(
                Lanes.key(command.getTenant(), farmerId),
                record,
                ledger.transfers(),
                lane.keep(command.getTenant(), farmerId, ledger));
        return true;
    }
}
