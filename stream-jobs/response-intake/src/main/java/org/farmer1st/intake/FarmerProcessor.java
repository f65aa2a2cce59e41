package org.farmer1st.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.Submission;
import org.farmer1st.intake.state.StoredFarmer;
import org.farmer1st.intake.state.StoredProgress;
import org.farmer1st.intake.state.StoredResponse;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Keeps the regions of a lane's farmers. When a farmer moves, each response of theirs that counts is replaced by itself in the
 * new region: same version, same digest, same points. These facts cover no further than the submission before them, so that the
 * lane's progress neither jumps nor falls back. All of them, and the state, are one transaction.
 *
 * <p><b>State</b>: {@link IntakeTopology#FARMERS}, by {@code tenant/farmerId}, bounded by the lane's rows of reference.farmers, some
 * 30 bytes and the key each.
 *
 * <p>How rows and submissions interleave is nowhere said: what counts in which region is what the facts say, and in the end the
 * last row.
 */
final class FarmerProcessor implements Processor<byte[], byte[], Destination, Object> {

    /** What a lane covers before its first submission. */
    private static final StoredProgress NOTHING = new StoredProgress(-1L, 0L);

    private final PatientReader<ReferenceFarmer> reader;
    private final PatientReader<Submission> submissions;
    private final Lanes lanes;

    private ProcessorContext<Destination, Object> context;
    private KeyValueStore<String, StoredResponse> responses;
    private KeyValueStore<String, StoredFarmer> farmers;
    private KeyValueStore<String, StoredProgress> progress;
    private int lane;

    FarmerProcessor(PatientReader<ReferenceFarmer> reader, PatientReader<Submission> submissions, Lanes lanes) {
        this.reader = reader;
        this.submissions = submissions;
        this.lanes = lanes;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        responses = context.getStateStore(IntakeTopology.RESPONSES);
        farmers = context.getStateStore(IntakeTopology.FARMERS);
        progress = context.getStateStore(IntakeTopology.PROGRESS);
        lane = context.taskId().partition();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ReferenceFarmer farmer;
        try {
            farmer = reader.read(record.value());
        } catch (UndecodableException e) {
            deadLetter(record, e.getMessage());
            return;
        }
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        Optional<String> fault = fault(key, farmer);
        if (fault.isPresent()) {
            deadLetter(record, fault.get());
            return;
        }
        StoredFarmer before = farmers.get(key);
        if (farmer == null) {
            farmers.delete(key);
        } else if (before == null || before.getRowVersion() <= farmer.getRowVersion()) {
            farmers.put(key, new StoredFarmer(farmer.getRegion(), farmer.getRowVersion()));
        } else {
            // Connect reads a table anew where it has lost its place: an older row changes nothing.
            return;
        }
        String region = farmer == null ? null : farmer.getRegion();
        if (!Objects.equals(before == null ? null : before.getRegion(), region)) {
            move(record, key, region);
        }
    }

    private Optional<String> fault(String key, ReferenceFarmer farmer) {
        if (farmer != null
                && !Lanes.key(farmer.getTenant(), farmer.getFarmerId()).equals(key)) {
            return Optional.of("The key is not that of the farmer");
        }
        return lanes.of(key) == lane
                ? Optional.empty()
                : Optional.of("The farmer's lane is " + lanes.of(key) + ", not " + lane);
    }

    private void move(Record<byte[], byte[]> record, String farmer, String region) {
        StoredProgress stored = progress.get(IntakeTopology.LANE);
        StoredProgress covered = stored == null ? NOTHING : stored;
        long now = Math.max(covered.getCoveredAt(), record.timestamp());
        // No tenant, farmer or response has a slash in its id.
        try (KeyValueIterator<String, StoredResponse> all =
                responses.prefixScan(farmer + '/', new StringSerializer())) {
            while (all.hasNext()) {
                KeyValue<String, StoredResponse> entry = all.next();
                StoredResponse response = entry.value;
                // What is due to be forgotten says nothing any more, though its turn
                // may not have come: it stays where it is.
                if (response.getCurrent() != null
                        && !Retention.isOver(response, now)
                        && !Objects.equals(response.getRegion(), region)) {
                    ResponseReplaced moved = new ResponseReplaced(
                            CountedVersion.of(submissions, response.getCurrent(), response.getRegion()),
                            CountedVersion.of(submissions, response.getCurrent(), region));
                    ResponseFact fact = new ResponseFact(
                            lane, covered.getCovered(), Instant.ofEpochMilli(covered.getCoveredAt()), moved);
                    response.setRegion(region);
                    responses.put(entry.key, response);
                    context.forward(
                            new Record<>(Destination.of(lane, record.key()), fact, record.timestamp()),
                            IntakeTopology.FACTS);
                }
            }
        }
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
