package org.farmer1st.points;

import java.time.Instant;
import java.util.ArrayList;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetRequest;
import org.farmer1st.events.BudgetRequestKind;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.points.BudgetPot.Reply;
import org.farmer1st.points.state.StoredPot;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Keeps the tenants' budgets: one task reads what all lanes ask, in one order, and answers each by a command in its lane.
 *
 * <p><b>State</b>: {@link PointsTopology#POTS}, by {@code tenant/version}, bounded by the versions that have a budget, some 10
 * bytes for each lane. <b>Replay</b>: a request that comes again is known by its ordinal, and not answered again.
 */
final class BudgetProcessor implements Processor<byte[], byte[], Destination, Object> {

    private final PatientReader<BudgetRequest> reader;
    private final Lanes lanes;
    private ProcessorContext<Destination, Object> context;
    private KeyValueStore<String, StoredPot> pots;

    BudgetProcessor(PatientReader<BudgetRequest> reader, Lanes lanes) {
        this.reader = reader;
        this.lanes = lanes;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        pots = context.getStateStore(PointsTopology.POTS);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        BudgetRequest request;
        try {
            request = reader.read(record.value());
        } catch (UndecodableException e) {
            deadLetter(record, e.getMessage());
            return;
        }
        if (request == null
                || request.getKind() == BudgetRequestKind.UNKNOWN
                || request.getLane() < 0
                || request.getLane() >= lanes.count()
                || request.getPoints() < 0) {
            deadLetter(record, "No request that a lane makes");
            return;
        }
        String key = request.getTenant() + '/' + request.getVersion();
        StoredPot stored = pots.get(key);
        if (stored != null) {
            // Avro's own lists let nothing be removed while they are gone through.
            stored.setAsks(new ArrayList<>(stored.getAsks()));
        } else {
            stored = BudgetPot.full(request.getBudget(), lanes.count());
        }
        BudgetPot pot = new BudgetPot(request.getVersion(), stored);
        if (pot.expects(request)) {
            for (Reply reply : pot.receive(request)) {
                tell(record, request.getTenant(), reply);
            }
            pots.put(key, stored);
        } else if (!pot.knows(request)) {
            deadLetter(record, "A request before it is missing");
        }
    }

    private void tell(Record<byte[], byte[]> record, String tenant, Reply reply) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        PointsCommand command = command(tenant, reply.lane(), reply.lease(), at);
        context.forward(
                new Record<>(Destination.of(reply.lane(), tenant), command, record.timestamp()),
                PointsTopology.TO_LANES);
    }

    /** A lease as a command to a lane. */
    static PointsCommand command(String tenant, int lane, BudgetLease lease, Instant at) {
        return PointsCommand.newBuilder()
                .setCommandId("lease-" + lease.getVersion() + "-" + lane + "-" + lease.getOrdinal())
                .setTenant(tenant)
                .setFarmerId("")
                .setKind(PointsCommandKind.LEASE)
                .setRequestedBy(Topics.POINTS_BUDGET.name())
                .setRequestedAt(at)
                .setLease(lease)
                .build();
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
