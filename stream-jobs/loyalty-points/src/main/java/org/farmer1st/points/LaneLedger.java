package org.farmer1st.points;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredProgress;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.Sinks;

/**
 * The ledger of a lane, as its task stores it. Facts and commands of a lane meet here, in one thread: a farmer has one lane,
 * and so a ledger with a single writer.
 *
 * <p><b>State</b>: {@link PointsTopology#BALANCES}, by {@code tenant/farmerId}, bounded by the lane's farmers: some 25 bytes
 * each, 15 for each day whose points are neither spent nor taken back, and 60 for each open reservation;
 * {@link PointsTopology#EARNED}, by {@code tenant/farmerId/surveyId}, bounded by farmers times the surveys that they answered,
 * 8 bytes each; {@link PointsTopology#RESULTS}, by {@code tenant/farmerId/commandId}, some 250 bytes each, for ever: money
 * moves with commands, and one that comes again after a year must not move it again; {@link PointsTopology#PROGRESS}, one
 * entry. Keys come on top. Nothing grows with responses.
 *
 * <p><b>Replay</b>: after a kill, the lane goes on from the last commit with the state of that commit. A fact that is read
 * again from the topic (an offset set back, with the state kept) would be posted again, with the transfer ids that it had: an
 * offset is set back together with the state, or not at all. A command is recognised.
 */
final class LaneLedger {

    private static final String LANE = "lane";

    private final ProcessorContext<Destination, Object> context;
    private final KeyValueStore<String, StoredBalances> balances;
    private final KeyValueStore<String, Long> earned;
    private final KeyValueStore<String, PointsResult> results;
    private final KeyValueStore<String, StoredProgress> progress;
    private final int lane;

    LaneLedger(ProcessorContext<Destination, Object> context) {
        this.context = context;
        balances = context.getStateStore(PointsTopology.BALANCES);
        earned = context.getStateStore(PointsTopology.EARNED);
        results = context.getStateStore(PointsTopology.RESULTS);
        progress = context.getStateStore(PointsTopology.PROGRESS);
        lane = context.taskId().partition();
    }

    int lane() {
        return lane;
    }

    /** A farmer's ledger as it stands. */
    Ledger open(String tenant, String farmerId) {
        return new Ledger(tenant, farmerId, balances.get(Lanes.key(tenant, farmerId)));
    }

    /** Keeps what a ledger has become; answers its balances, or null where nothing was posted. */
    FarmerBalances keep(String tenant, String farmerId, Ledger ledger) {
        if (ledger.transfers().isEmpty()) {
            return null;
        }
        String farmer = Lanes.key(tenant, farmerId);
        balances.put(farmer, ledger.state());
        Map<String, Long> surveys = new LinkedHashMap<>();
        for (PointsTransfer transfer : ledger.transfers()) {
            if (transfer.getSurveyId() != null) {
                String survey = transfer.getSurveyId();
                surveys.put(survey, earn(farmer + '/' + survey, Ledger.earned(transfer)));
            }
        }
        List<SurveyPoints> touched = new ArrayList<>();
        surveys.forEach((surveyId, points) -> touched.add(new SurveyPoints(surveyId, points)));
        return ledger.balances(touched);
    }

    private long earn(String farmerAndSurvey, long points) {
        Long before = earned.get(farmerAndSurvey);
        long after = Math.addExact(before == null ? 0 : before, points);
        earned.put(farmerAndSurvey, after);
        return after;
    }

    /** How far the lane's facts are posted: -1 and the epoch where there were none. */
    StoredProgress progress() {
        StoredProgress stored = progress.get(LANE);
        return stored == null ? new StoredProgress(-1L, Instant.EPOCH) : stored;
    }

    void advance(StoredProgress to) {
        progress.put(LANE, to);
    }

    /** What a command was answered; null where it never was. */
    PointsResult answered(String tenant, String farmerId, String commandId) {
        return results.get(Lanes.key(tenant, farmerId) + '/' + commandId);
    }

    void remember(PointsResult result) {
        results.put(Lanes.key(result.getTenant(), result.getFarmerId()) + '/' + result.getCommandId(), result);
    }

    /** Writes a posting that brings the lane to where its progress is. */
    void post(Record<byte[], byte[]> cause, List<PointsTransfer> transfers, FarmerBalances after) {
        StoredProgress covered = progress();
        context.forward(
                new Record<>(
                        Destination.of(lane, cause.key()),
                        new LedgerPosting(lane, covered.getCovered(), covered.getCoveredAt(), transfers, after),
                        cause.timestamp()),
                PointsTopology.POSTINGS);
    }

    void answer(Record<byte[], byte[]> cause, PointsResult result) {
        context.forward(
                new Record<>(Destination.of(lane, cause.key()), result, cause.timestamp()), PointsTopology.ANSWERS);
    }

    void deadLetter(Record<byte[], byte[]> record, String reason) {
        context.forward(
                DeadLetter.of(
                        record,
                        context.recordMetadata()
                                .orElseThrow(
                                        () -> new IllegalStateException("A record that was not read from a topic")),
                        reason),
                Sinks.DEAD_LETTERS);
    }
}
