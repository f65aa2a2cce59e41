package org.farmer1st.flink.attached;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.flink.state.CodecType;
import org.farmer1st.postgres.attached.ViewBatches;
import org.farmer1st.postgres.attached.ViewDefinition;

/**
 * Writes an attached view, one task for the whole of it. Rows are folded by key from one checkpoint's barrier to the next and
 * written when that checkpoint is complete, in one transaction with {@code as_of}, the watermark at the barrier. So what
 * readers see was computed from an exact prefix of every partition, never from half a change, and nothing they have seen can
 * be taken back by a restart: a job goes on from where the last batch ended.
 *
 * <p>A job that begins anew over rows that are there holds its own back until it has read all that had been appended when it
 * began; then its rows take the place of those that are there, in one transaction.
 *
 * <p>State: the rows that changed since the last checkpoint, and while they are held back all of the view's rows. The number
 * of the view's rows bounds both. A replay repeats the batches, by number, and {@link ViewBatches} applies each once; where
 * the numbers don't join on to what is stored, because an older checkpoint was chosen or the database lost something, the job
 * ends and has to begin anew.
 */
final class AttachedViewOperator extends AbstractStreamOperator<Void> implements OneInputStreamOperator<ViewRow, Void> {

    private static final long serialVersionUID = 1L;
    private static final long HELD_BACK = -1;

    /** The generation of a trial, which restores what there is of state, and then writes nothing. */
    private static final int TRIAL = 0;

    private final String definitionJson;
    private final int generation;
    private final DatabaseSettings database;

    private transient ViewDefinition definition;
    private transient int[] key;
    private transient ViewBatches batches;
    private transient Connection connection;
    private transient ListState<Long> lastState;
    private transient ListState<ViewBatch> sealedState;

    /** What changed since the last barrier. */
    private transient Map<List<Object>, ViewRow> changed;
    /** Batches whose checkpoint is not known to be complete. */
    private transient Deque<ViewBatch> sealed;
    /** The number of the last batch that was sealed; {@link #HELD_BACK} while rows are held back. */
    private transient long last;
    /** Where they are no longer held back, in milliseconds since the epoch. */
    private transient long heldUntil;

    private transient long watermark;
    private transient long sealedAsOf;

    AttachedViewOperator(ViewDefinition definition, int generation, DatabaseSettings database) {
        this.definitionJson = definition.toJson();
        this.generation = generation;
        this.database = database;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        definition = ViewDefinition.fromJson(definitionJson);
        changed = new LinkedHashMap<>();
        sealed = new ArrayDeque<>();
        key = definition.key().stream()
                .mapToInt(name -> definition.columns().indexOf(definition.column(name)))
                .toArray();
        lastState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("last", LongSerializer.INSTANCE));
        sealedState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("sealed", CodecType.of(new ViewBatch.ViewBatchCodec())));
        if (generation == TRIAL) {
            return;
        }
        batches = new ViewBatches(definition, generation);
        connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            // What was counted is not repeated, so it may not be lost.
            statement.execute("SET synchronous_commit = on");
        }
        ViewBatches.Stored stored = batches.stored(connection)
                .orElseThrow(() -> ended("The view " + definition.view() + " has no generation " + generation
                        + " any more; this job has nothing to write"));
        Iterator<Long> restored = lastState.get().iterator();
        if (restored.hasNext()) {
            last = restored.next();
            for (ViewBatch batch : sealedState.get()) {
                sealed.add(batch);
            }
        } else {
            last = stored.batches() == 0 ? 0 : HELD_BACK;
        }
        if (last == HELD_BACK) {
            heldUntil = Math.max(stored.asOf().toEpochMilli(), System.currentTimeMillis());
            sealed.forEach(batch -> batch.rows().forEach(this::fold));
            sealed.clear();
            LOG.info(
                    "Rows of {} are held back until everything up to {} is in",
                    definition.view(),
                    Instant.ofEpochMilli(heldUntil));
        } else {
            join(stored.batches());
        }
    }

    /** Applies what the checkpoint holds and Postgres does not. */
    private void join(long stored) throws SQLException, SuppressRestartsException {
        if (stored > last) {
            throw ended("The view " + definition.view() + ", generation " + generation + ", is at batch " + stored
                    + ", and this checkpoint at " + last + ": it is too old to go on from");
        }
        while (!sealed.isEmpty() && sealed.peek().number() <= stored) {
            sealed.remove();
        }
        if (stored < (sealed.isEmpty() ? last : sealed.peek().number() - 1)) {
            throw ended("The view " + definition.view() + ", generation " + generation + ", is at batch " + stored
                    + ", and this checkpoint at " + last + ": the database lost what came between");
        }
        while (!sealed.isEmpty()) {
            write(sealed.remove());
        }
    }

    private static SuppressRestartsException ended(String reason) {
        return new SuppressRestartsException(
                new IllegalStateException(reason + ". Submit the job without a checkpoint to write the view anew"));
    }

    @Override
    public void open() throws Exception {
        super.open();
        watermark = Long.MIN_VALUE;
    }

    @Override
    public void processElement(StreamRecord<ViewRow> element) {
        if (generation != TRIAL) {
            fold(element.getValue());
        }
    }

    private void fold(ViewRow row) {
        List<Object> identity = new ArrayList<>(key.length);
        for (int column : key) {
            identity.add(row.values()[column]);
        }
        if (row.deleted() && last == HELD_BACK) {
            changed.remove(identity);
        } else {
            changed.put(identity, row);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            watermark = mark.getTimestamp();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (generation == TRIAL) {
            return;
        }
        long asOf = Math.max(watermark, 0);
        if (last == HELD_BACK && asOf < heldUntil) {
            lastState.update(List.of(HELD_BACK));
            sealedState.update(List.of(new ViewBatch(0, 0, asOf, true, List.copyOf(changed.values()))));
            return;
        }
        boolean instead = last == HELD_BACK;
        if (instead || !changed.isEmpty() || asOf > sealedAsOf) {
            if (instead) {
                last = batches.stored(connection)
                        .map(ViewBatches.Stored::batches)
                        .orElse(0L);
            }
            last++;
            sealedAsOf = asOf;
            sealed.add(new ViewBatch(last, context.getCheckpointId(), asOf, instead, List.copyOf(changed.values())));
            changed.clear();
        }
        lastState.update(List.of(last));
        sealedState.update(List.copyOf(sealed));
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        while (!sealed.isEmpty() && sealed.peek().checkpoint() <= checkpoint) {
            write(sealed.remove());
        }
    }

    private void write(ViewBatch batch) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        List<Object[]> deleted = new ArrayList<>();
        for (ViewRow row : batch.rows()) {
            if (row.deleted()) {
                deleted.add(Arrays.stream(key)
                        .mapToObj(column -> row.values()[column])
                        .toArray());
            } else {
                rows.add(row.values());
            }
        }
        batches.apply(connection, batch.number(), Instant.ofEpochMilli(batch.asOf()), batch.instead(), rows, deleted);
    }

    @Override
    public void close() throws Exception {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.info("The connection to the view's database broke before it was closed: {}", e.toString());
        }
        super.close();
    }
}
