package org.farmer1st.points;

import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.points.state.StoredProgress;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.PatientReader;

/**
 * Makes one posting of each fact of a lane, in lane order: its transfers and the balances after them.
 *
 * <p>A fact that cannot be read becomes a dead letter and makes no posting, since nobody knows how far it would have covered;
 * the posting of the next fact covers it. A response that its day has no room for earns nothing, and its fact becomes a dead letter
 * beside its posting: the next edit of it earns what it is worth, if there is room then.
 */
final class FactProcessor {

    private final PatientReader<ResponseFact> reader;
    private final LaneLedger lane;

    /** @param reader reads an outline ({@link FactOutline}) */
    FactProcessor(PatientReader<ResponseFact> reader, LaneLedger lane) {
        this.reader = reader;
        this.lane = lane;
    }

    void process(Record<byte[], byte[]> record) {
        ResponseFact fact;
        try {
            fact = reader.read(record.value());
        } catch (UndecodableException e) {
            lane.deadLetter(record, e.getMessage());
            return;
        }
        if (fact == null) {
            lane.deadLetter(record, "There is no value");
            return;
        }
        lane.advance(new StoredProgress(fact.getCovered(), fact.getCoveredAt()));
        ResponseVersion subject = FarmerResponses.subject(fact);
        if (subject == null) {
            lane.post(record, List.of(), null);
        } else {
            post(record, fact, subject.getTenant(), subject.getFarmerId(), subject.getRegion());
        }
    }

    private void post(Record<byte[], byte[]> record, ResponseFact fact, String tenant, String farmerId, String region) {
        FarmerResponses responses = lane.responses(tenant, farmerId);
        Ledger ledger =
                lane.earn(tenant, farmerId, responses.apply(fact, lane.tenants().rules(tenant)));
        // Intake counts all of a farmer's responses in the region that the farmer has: the newest fact names it.
        ledger.live(region);
        lane.keep(tenant, farmerId, responses);
        if (responses.full() != null) {
            lane.deadLetter(
                    record,
                    "The farmer has " + FarmerResponses.MOST_OF_A_DAY + " responses of " + responses.full()
                            + " already; no more of a day earn points");
        }
        List<PointsTransfer> transfers = ledger.transfers();
        FarmerBalances after = lane.keep(tenant, farmerId, ledger);
        lane.post(record, transfers, after);
        lane.budgets().tell(record);
    }
}
