package org.farmer1st.points;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Makes one posting of each fact of a lane, in lane order: its transfers and the balances after them. A farmer has one lane
 * and a lane one of these, so a farmer's ledger has a single writer.
 *
 * <p><b>State</b>: {@link PointsTopology#BALANCES}, by {@code tenant/farmerId}, bounded by the lane's farmers, some 25 bytes
 * each; {@link PointsTopology#EARNED}, by {@code tenant/farmerId/surveyId}, bounded by farmers times the surveys that they
 * answered, 8 bytes each; keys come on top. Neither grows with responses.
 *
 * <p><b>Replay</b>: after a kill, the lane goes on from the last commit with the balances of that commit. A fact that is read
 * again from the topic (an offset set back, with the state kept) would be posted again, with the transfer ids that it had: an
 * offset is set back together with the state, or not at all.
 *
 * <p>A fact that cannot be read becomes a dead letter and makes no posting; the posting of the next fact covers it.
 */
final class PointsProcessor implements Processor<byte[], byte[], Destination, Object> {

    private final PatientReader<ResponseFact> reader;

    private ProcessorContext<Destination, Object> context;
    private KeyValueStore<String, StoredBalances> balances;
    private KeyValueStore<String, Long> earned;
    private int lane;

    PointsProcessor(PatientReader<ResponseFact> reader) {
        this.reader = reader;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        balances = context.getStateStore(PointsTopology.BALANCES);
        earned = context.getStateStore(PointsTopology.EARNED);
        lane = context.taskId().partition();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ResponseFact fact;
        try {
            fact = reader.read(record.value());
        } catch (UndecodableException e) {
            deadLetter(record, e.getMessage());
            return;
        }
        if (fact == null) {
            deadLetter(record, "There is no value");
            return;
        }
        List<PointsTransfer> transfers = PointsRules.transfers(fact);
        LedgerPosting posting =
                new LedgerPosting(lane, fact.getCovered(), fact.getCoveredAt(), transfers, post(transfers));
        context.forward(
                new Record<>(Destination.of(lane, record.key()), posting, record.timestamp()), PointsTopology.POSTINGS);
    }

    /** Posts the transfers of one farmer; null where there are none. */
    private FarmerBalances post(List<PointsTransfer> transfers) {
        if (transfers.isEmpty()) {
            return null;
        }
        String tenant = transfers.get(0).getTenant();
        String farmerId = transfers.get(0).getFarmerId();
        String farmer = Lanes.key(tenant, farmerId);
        StoredBalances stored = balances.get(farmer);
        StoredBalances after = stored == null ? Ledger.empty() : stored;
        Map<String, Long> surveys = new LinkedHashMap<>();
        for (PointsTransfer transfer : transfers) {
            after = Ledger.after(after, transfer);
            surveys.put(transfer.getSurveyId(), earn(farmer + '/' + transfer.getSurveyId(), Ledger.earned(transfer)));
        }
        balances.put(farmer, after);
        List<SurveyPoints> touched = new ArrayList<>();
        surveys.forEach((surveyId, points) -> touched.add(new SurveyPoints(surveyId, points)));
        return new FarmerBalances(
                tenant,
                farmerId,
                after.getAvailable(),
                after.getPending(),
                after.getReserved(),
                after.getPaid(),
                after.getExpired(),
                after.getOwed(),
                touched);
    }

    private long earn(String farmerAndSurvey, long points) {
        Long before = earned.get(farmerAndSurvey);
        long after = Math.addExact(before == null ? 0 : before, points);
        earned.put(farmerAndSurvey, after);
        return after;
    }

    private void deadLetter(Record<byte[], byte[]> record, String reason) {
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
