package org.farmer1st.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.LaneTick;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WithdrawalSubmitted;
import org.farmer1st.intake.Verdict.VersionContent;
import org.farmer1st.intake.state.StoredFarmer;
import org.farmer1st.intake.state.StoredProgress;
import org.farmer1st.intake.state.StoredResponse;
import org.farmer1st.runtime.trace.TraceContext;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Turns each submission of a lane into one fact, in lane order, and what loses its personal data into tombstones. All that a
 * submission comes to, its state included, is one transaction.
 *
 * <p><b>State</b>: {@link IntakeTopology#RESPONSES}, by {@code tenant/farmerId/responseId}. Bounded by the responses of the
 * lane's farmers: each takes the bytes of the submission that counts, and about 70 bytes for each version that ever counted
 * or was named by one that did, {@value IntakeRules#MOST_VERSIONS} at most; a withdrawn one takes its key and some 15 bytes. Repeats take nothing, and refused edits 37 bytes
 * each, {@value IntakeRules#MOST_REFUSED} of a response at most. What {@link Retention} has had
 * forgotten takes its key and some 40 bytes for each version, for good, or it would be counted again. {@link IntakeTopology#PROGRESS} is one
 * entry.
 *
 * <p><b>Replay</b>: after a kill, the lane goes on from the last commit with the state of that commit. Submissions that are
 * read again from the topic (an offset set back, with the state kept) are repeats, and make facts that say so.
 */
final class IntakeProcessor implements Processor<byte[], byte[], Destination, Object> {

    /** A tick tells nothing new in a lane that had a fact more recently than this, by append time. */
    static final long TICK_SPACING_MILLIS = 500;

    private static final HexFormat HEX = HexFormat.of();

    private final PatientReader<Submission> reader;
    private final Lanes lanes;

    private ProcessorContext<Destination, Object> context;
    private Retention retention;
    private KeyValueStore<String, StoredFarmer> farmers;
    private KeyValueStore<String, StoredProgress> progress;
    private int lane;

    /**
     * The append time of the last submission that made a fact. Not stored: after a restart a tick too many makes a fact,
     * which is harmless.
     */
    private long lastFactAt = Long.MIN_VALUE;

    IntakeProcessor(PatientReader<Submission> reader, Lanes lanes) {
        this.reader = reader;
        this.lanes = lanes;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        retention = new Retention(
                context.getStateStore(IntakeTopology.RESPONSES), context.getStateStore(IntakeTopology.KEPT_UNTIL));
        farmers = context.getStateStore(IntakeTopology.FARMERS);
        progress = context.getStateStore(IntakeTopology.PROGRESS);
        lane = context.taskId().partition();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        retention.forgetDue(record.timestamp(), (id, version) -> takeBack(record, id, version));
        Submission submission;
        try {
            submission = reader.read(record.value());
        } catch (UndecodableException e) {
            deadLetter(record, e.getMessage(), null, null);
            return;
        }
        if (submission == null) {
            deadLetter(record, "There is no value", null, null);
        } else if (submission.getEvent() instanceof ResponseSubmitted submitted) {
            submitted(record, submitted.getVersion());
        } else if (submission.getEvent() instanceof WithdrawalSubmitted withdrawal) {
            withdrawn(record, withdrawal);
        } else if (submission.getEvent() instanceof LaneTick) {
            tick(record);
        } else {
            deadLetter(record, "An event that is newer than this job", null, null);
        }
    }

    private void submitted(Record<byte[], byte[]> record, ResponseVersion version) {
        Optional<String> fault =
                IntakeRules.fault(version).or(() -> laneFault(record, version.getTenant(), version.getFarmerId()));
        if (fault.isPresent()) {
            deadLetter(record, fault.get(), version.getResponseId(), version.getVersionId());
            return;
        }
        String id = id(version.getTenant(), version.getFarmerId(), version.getResponseId());
        StoredFarmer farmer = farmers.get(Lanes.key(version.getTenant(), version.getFarmerId()));
        version.setRegion(farmer == null ? null : farmer.getRegion());
        StoredResponse stored = retention.find(id, record.timestamp());
        Long keptUntil = Retention.until(record.timestamp(), version.getRetentionDays());
        Verdict verdict = IntakeRules.submitted(stored, version, ByteBuffer.wrap(record.value()), keptUntil);
        Object change =
                switch (verdict.effect()) {
                    case ADDED -> new ResponseAdded(version);
                    case REPLACED -> new ResponseReplaced(before(verdict, stored), version);
                    case WITHDRAWN -> throw new IllegalStateException("A version withdraws nothing");
                    case NONE -> new NoChange(verdict.reason(), version.getResponseId(), version.getVersionId());
                };
        conclude(record, id, stored, verdict, change);
    }

    private void withdrawn(Record<byte[], byte[]> record, WithdrawalSubmitted withdrawal) {
        Optional<String> fault = laneFault(record, withdrawal.getTenant(), withdrawal.getFarmerId());
        if (fault.isPresent()) {
            deadLetter(record, fault.get(), withdrawal.getResponseId(), null);
            return;
        }
        String id = id(withdrawal.getTenant(), withdrawal.getFarmerId(), withdrawal.getResponseId());
        StoredResponse stored = retention.find(id, record.timestamp());
        Verdict verdict = IntakeRules.withdrawn(stored);
        Object change =
                switch (verdict.effect()) {
                    case WITHDRAWN -> new ResponseWithdrawn(before(verdict, stored));
                    case NONE -> new NoChange(verdict.reason(), withdrawal.getResponseId(), null);
                    case ADDED, REPLACED -> throw new IllegalStateException("A withdrawal adds nothing");
                };
        conclude(record, id, stored, verdict, change);
    }

    private void tick(Record<byte[], byte[]> record) {
        if (lastFactAt == Long.MIN_VALUE || record.timestamp() - lastFactAt >= TICK_SPACING_MILLIS) {
            fact(record, new NoChange(NoChangeReason.TICK, null, null));
        }
    }

    private void conclude(
            Record<byte[], byte[]> record, String id, StoredResponse stored, Verdict verdict, Object change) {
        if (verdict.next() != null) {
            retention.keep(id, stored, verdict.next());
        }
        for (VersionContent loser : verdict.losers()) {
            takeBack(record, id, loser);
        }
        fact(record, change);
    }

    /** Puts a tombstone on a version's personal data. */
    private void takeBack(Record<byte[], byte[]> record, String id, VersionContent version) {
        byte[] digest = new byte[version.digest().remaining()];
        version.digest().duplicate().get(digest);
        String personalKey = id + '/' + version.versionId() + '/' + HEX.formatHex(digest);
        context.forward(
                new Record<>(Destination.of(lane, personalKey), null, record.timestamp()), IntakeTopology.PERSONAL);
    }

    private void deadLetter(Record<byte[], byte[]> record, String reason, String responseId, String versionId) {
        context.forward(DeadLetter.of(record, origin(), reason), Sinks.DEAD_LETTERS);
        fact(record, new NoChange(NoChangeReason.DEAD_LETTER, responseId, versionId));
    }

    private void fact(Record<byte[], byte[]> record, Object change) {
        Object fact = change instanceof ResponseAdded added
                ? new AddedFact(
                        lane,
                        origin().offset(),
                        record.timestamp(),
                        record.value(),
                        added.getAfter().getRegion())
                : new ResponseFact(lane, origin().offset(), Instant.ofEpochMilli(record.timestamp()), change);
        lastFactAt = record.timestamp();
        progress.put(IntakeTopology.LANE, new StoredProgress(origin().offset(), record.timestamp()));
        context.forward(
                new Record<>(Destination.of(lane, record.key()), fact, record.timestamp(), trace(record)),
                IntakeTopology.FACTS);
    }

    /** A fact belongs to the trace of the submission that it is of. */
    private static Headers trace(Record<byte[], byte[]> record) {
        Headers trace = new RecordHeaders();
        for (String name : TraceContext.HEADERS) {
            Header header = record.headers().lastHeader(name);
            if (header != null) {
                trace.add(header);
            }
        }
        return trace;
    }

    private ResponseVersion before(Verdict verdict, StoredResponse stored) {
        return CountedVersion.of(reader, verdict.before(), stored.getRegion());
    }

    /** A farmer has one lane and one key in it, or repeats would not meet. */
    private Optional<String> laneFault(Record<byte[], byte[]> record, String tenant, String farmerId) {
        String expected = Lanes.key(tenant, farmerId);
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        if (!expected.equals(key)) {
            return Optional.of("The key is not that of the farmer it is from");
        }
        return lanes.of(expected) == lane
                ? Optional.empty()
                : Optional.of("The farmer's lane is " + lanes.of(expected) + ", not " + lane);
    }

    private RecordMetadata origin() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A record that was not read from a topic"));
    }

    private static String id(String tenant, String farmerId, String responseId) {
        return Lanes.key(tenant, farmerId) + '/' + responseId;
    }
}
