package org.farmer1st.flink.lane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.flink.state.CodecType;
import org.farmer1st.postgres.FlushRange;
import org.farmer1st.schemas.WireFormat.UndecodableException;

/**
 * Applies a {@link LaneView} to lanes and hands on flushes under the lane rule. Keyed by {@link LaneKeys}.
 *
 * <p><b>State</b>, by lane: its position, and the view's entries, each under its own namespace, so that a snapshot in
 * progress copies the entries that change and no others. The view bounds them. Which entries are dirty is not kept:
 * they leave before the barrier of every checkpoint ({@link #prepareSnapshotPreBarrier}).
 *
 * <p><b>A replay</b> meets records at or below the lane's position, which are skipped, or flushes at or below what is
 * stored, which change nothing. A restored lane of which less is stored than it holds is handed on whole ({@code from}
 * -1), and so is one whose flush was not {@link Delivery#DONE}.
 *
 * <p>An undecodable record goes to {@link DeadLetter#OUTPUT} and moves the position, not {@code covered}.
 *
 * @param <V> the events
 * @param <R> the view's entries
 * @param <OUT> what leaves the operator
 */
public abstract class LaneViewOperator<V, R, OUT> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<LogRecord, OUT> {

    private static final long serialVersionUID = 1L;
    private static final String POSITION = "position";
    private static final String ENTRIES = "entries";
    private static final int PART_BYTES = 4 << 20;
    private static final long FIRST_BACKOFF_MS = 100;
    private static final long LONGEST_BACKOFF_MS = 5_000;

    /** What became of a flush. */
    protected enum Delivery {
        /** It was handed on, or what is stored is further. */
        DONE,
        /** What is stored is not what the flush builds on: the lane must be handed on whole, now. */
        EMIT_WHOLE,
        /** Nobody answered: the lane must be handed on whole, later. */
        LATER
    }

    private final LaneView<V, R> view;
    private final LaneViewSettings settings;
    private final Decoding<V> decoding;
    private final LaneKeys keys;

    private transient Deserializer<V> decoder;
    private transient InternalValueState<Integer, VoidNamespace, LanePosition> positionState;
    private transient InternalValueState<Integer, String, R> entryState;
    private transient Map<Integer, Lane> lanes;
    private transient ChangedEntries entries;
    private transient FlushPace pace;
    private transient boolean timerSet;
    private transient long notBefore;
    private transient long backoff;

    /** A lane in progress; what is in here is lost in a failure and made anew from state. */
    private final class Lane {
        private final int number;
        private final Set<String> dirty = new HashSet<>();
        private LanePosition position;
        private long deliveredUpTo;
        private boolean whole;

        Lane(int number, LanePosition position) {
            this.number = number;
            this.position = position;
            this.deliveredUpTo = position.offset();
        }

        boolean hasSomethingToDeliver() {
            return position.offset() > -1 && (whole || position.offset() > deliveredUpTo);
        }
    }

    protected LaneViewOperator(LaneView<V, R> view, LaneViewSettings settings, Decoding<V> decoding) {
        this.view = view;
        this.settings = settings;
        this.decoding = decoding;
        this.keys = new LaneKeys(settings.lanes());
    }

    /** Hands a flush on. */
    protected abstract Delivery deliver(Flush flush) throws Exception;

    /** Told when no other flush follows for now: whoever gathers them writes them. */
    protected void delivered() throws Exception {}

    /**
     * Hands a whole lane on; unless overridden, as one flush.
     *
     * @param parts of its rows, made as they are asked for, each a list of rows for each table
     */
    protected Delivery deliverWhole(FlushRange range, Iterator<List<List<Object[]>>> parts) throws Exception {
        FlushRows all = new FlushRows(view.tables());
        parts.forEachRemaining(all::addAll);
        return deliver(new Flush(range, all.tables()));
    }

    /** Whether less is stored of a restored lane than it holds. */
    protected abstract boolean storedIsBehind(int lane, long offset) throws Exception;

    /** What the operator was told. */
    protected final LaneViewSettings settings() {
        return settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        positionState =
                state(VoidNamespaceSerializer.INSTANCE, POSITION, CodecType.of(new LanePosition.LanePositionCodec()));
        positionState.setCurrentNamespace(VoidNamespace.INSTANCE);
        entryState = state(StringSerializer.INSTANCE, ENTRIES, CodecType.of(view.codec()));
    }

    @SuppressWarnings("unchecked")
    private <N, T> InternalValueState<Integer, N, T> state(TypeSerializer<N> namespace, String name, CodecType<T> type)
            throws Exception {
        ValueState<T> state = getOrCreateKeyedState(namespace, new ValueStateDescriptor<>(name, type.serializer()));
        return (InternalValueState<Integer, N, T>) state;
    }

    @Override
    public void open() throws Exception {
        super.open();
        decoder = decoding.open();
        lanes = new TreeMap<>();
        entries = new ChangedEntries();
        pace = new FlushPace(settings.flushInterval().toMillis());
        backoff = FIRST_BACKOFF_MS;
        notBefore = Long.MIN_VALUE;
        restore();
        getProcessingTimeService()
                .scheduleWithFixedDelay(
                        time -> probe(),
                        settings.probeInterval().toMillis(),
                        settings.probeInterval().toMillis());
    }

    private void restore() throws Exception {
        List<Integer> restored = new ArrayList<>();
        KeyedStateBackend<Integer> backend = getKeyedStateBackend();
        try (var found = backend.getKeys(POSITION, VoidNamespace.INSTANCE)) {
            found.forEach(restored::add);
        }
        for (Integer key : restored) {
            setCurrentKey(key);
            Lane lane = new Lane(keys.laneOf(key), positionState.value());
            if (!lane.position.log().equals(settings.log())) {
                throw new SuppressRestartsException(
                        new IllegalStateException("The checkpoint is of " + decoding.topic() + " with id "
                                + lane.position.log() + ", and the topic's id is " + settings.log()
                                + ": it was made anew. Start without the checkpoint, into another generation"));
            }
            lane.whole = storedIsBehind(lane.number, lane.position.offset());
            lanes.put(lane.number, lane);
            if (lane.whole) {
                LOG.info(
                        "Lane {} of {} is stored behind {}: handing it on whole",
                        lane.number,
                        settings.view(),
                        lane.position.offset());
                setTimer(getProcessingTimeService().getCurrentProcessingTime());
            }
        }
    }

    @Override
    public void processElement(StreamRecord<LogRecord> element) throws Exception {
        LogRecord record = element.getValue();
        Lane lane = lanes.computeIfAbsent(record.lane(), n -> new Lane(n, LanePosition.start(settings.log())));
        if (record.offset() <= lane.position.offset()) {
            return;
        }
        try {
            V event = decode(record);
            entries.begin(lane);
            view.apply(record.offset(), event, entries);
            entries.end();
            lane.position =
                    new LanePosition(settings.log(), record.offset(), view.covered(event), view.coveredAt(event));
        } catch (UndecodableException | MissingValueException e) {
            output.collect(
                    DeadLetter.OUTPUT, new StreamRecord<>(new DeadLetter(decoding.topic(), record, e.getMessage())));
            lane.position = new LanePosition(
                    settings.log(), record.offset(), lane.position.covered(), lane.position.coveredAt());
        }
        if (lane.dirty.size() >= settings.flushEntries() && mayDeliver()) {
            deliver(lane);
            delivered();
        } else {
            setTimer(pace.due(getProcessingTimeService().getCurrentProcessingTime()));
        }
    }

    private V decode(LogRecord record) throws MissingValueException {
        V event = decoder.deserialize(decoding.topic(), record.value());
        if (event == null) {
            throw new MissingValueException();
        }
        return event;
    }

    private static final class MissingValueException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingValueException() {
            super("A record without a value");
        }
    }

    private boolean mayDeliver() {
        return getProcessingTimeService().getCurrentProcessingTime() >= notBefore;
    }

    private void setTimer(long time) {
        if (!timerSet) {
            timerSet = true;
            getProcessingTimeService().registerTimer(Math.max(time, notBefore), fired -> {
                timerSet = false;
                deliverAll();
            });
        }
    }

    private void deliverAll() throws Exception {
        long began = getProcessingTimeService().getCurrentProcessingTime();
        Instant newest = Instant.EPOCH;
        for (Lane lane : lanes.values()) {
            if (lane.hasSomethingToDeliver()) {
                if (mayDeliver()) {
                    deliver(lane);
                    newest = lane.position.coveredAt().isAfter(newest) ? lane.position.coveredAt() : newest;
                } else {
                    setTimer(notBefore);
                }
            }
        }
        delivered();
        pace.delivered(began, getProcessingTimeService().getCurrentProcessingTime(), began - newest.toEpochMilli());
    }

    private void deliver(Lane lane) throws Exception {
        if (!lane.hasSomethingToDeliver()) {
            return;
        }
        Delivery delivery = lane.whole ? deliverWhole(lane) : deliver(flush(lane));
        if (delivery == Delivery.EMIT_WHOLE) {
            lane.whole = true;
            delivery = deliverWhole(lane);
        }
        settle(lane, delivery);
    }

    private Delivery deliverWhole(Lane lane) throws Exception {
        setCurrentKey(keys.keyOf(lane.number));
        return deliverWhole(range(lane, -1), new Parts(everyEntry(lane).iterator()));
    }

    /** The rows of entries of the current lane, in parts of some {@value #PART_BYTES} bytes. */
    private final class Parts implements Iterator<List<List<Object[]>>> {
        private final Iterator<String> entryKeys;

        Parts(Iterator<String> entryKeys) {
            this.entryKeys = entryKeys;
        }

        @Override
        public boolean hasNext() {
            return entryKeys.hasNext();
        }

        @Override
        public List<List<Object[]>> next() {
            FlushRows rows = new FlushRows(view.tables());
            while (entryKeys.hasNext() && rows.bytes() < PART_BYTES) {
                String key = entryKeys.next();
                view.rows(key, entries.kept(key), rows);
            }
            return rows.tables();
        }
    }

    private void settle(Lane lane, Delivery delivery) {
        lane.dirty.clear();
        if (delivery == Delivery.DONE) {
            lane.whole = false;
            lane.deliveredUpTo = lane.position.offset();
            backoff = FIRST_BACKOFF_MS;
        } else {
            lane.whole = true;
            notBefore = getProcessingTimeService().getCurrentProcessingTime() + backoff;
            backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MS);
            setTimer(notBefore);
        }
    }

    private Flush flush(Lane lane) throws Exception {
        setCurrentKey(keys.keyOf(lane.number));
        FlushRows rows = new FlushRows(view.tables());
        for (String key : lane.dirty) {
            entryState.setCurrentNamespace(key);
            view.rows(key, entryState.value(), rows);
        }
        return new Flush(range(lane, lane.deliveredUpTo), rows.tables());
    }

    private FlushRange range(Lane lane, long from) {
        LanePosition position = lane.position;
        return new FlushRange(
                settings.view(),
                settings.generation(),
                lane.number,
                settings.log(),
                from,
                position.offset(),
                position.covered(),
                position.coveredAt());
    }

    private Collection<String> everyEntry(Lane lane) {
        Integer laneKey = keys.keyOf(lane.number);
        List<String> found = new ArrayList<>();
        KeyedStateBackend<Integer> backend = getKeyedStateBackend();
        try (var all = backend.<String>getKeysAndNamespaces(ENTRIES)) {
            all.filter(entry -> entry.f0.equals(laneKey)).forEach(entry -> found.add(entry.f1));
        }
        return found;
    }

    /** Compares silent lanes with what is stored of them: an empty flush that asks for exactly what was delivered. */
    private void probe() throws Exception {
        for (Lane lane : lanes.values()) {
            if (!mayDeliver()) {
                break;
            }
            if (lane.position.offset() > -1 && !lane.hasSomethingToDeliver()) {
                Delivery delivery =
                        deliver(new Flush(range(lane, lane.position.offset()), new FlushRows(view.tables()).tables()));
                if (delivery == Delivery.EMIT_WHOLE) {
                    lane.whole = true;
                    deliver(lane);
                } else {
                    settle(lane, delivery);
                }
            }
        }
        delivered();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        deliverAll();
        for (Lane lane : lanes.values()) {
            setCurrentKey(keys.keyOf(lane.number));
            positionState.update(lane.position);
        }
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void finish() throws Exception {
        deliverAll();
        super.finish();
    }

    /** The entries of the lane whose event is being applied. */
    private final class ChangedEntries implements LaneEntries<R> {
        private final Map<String, R> changed = new HashMap<>();
        private Lane lane;

        void begin(Lane of) {
            lane = of;
            changed.clear();
        }

        @Override
        public R find(String key) {
            R entry = changed.get(key);
            return entry != null ? entry : kept(key);
        }

        private R kept(String key) {
            entryState.setCurrentNamespace(key);
            try {
                return entryState.value();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public R change(String key, Supplier<R> initial) {
            R entry = changed.get(key);
            if (entry == null) {
                entry = kept(key);
                if (entry == null) {
                    entry = initial.get();
                }
                changed.put(key, entry);
            }
            return entry;
        }

        void end() throws IOException {
            for (Map.Entry<String, R> entry : changed.entrySet()) {
                entryState.setCurrentNamespace(entry.getKey());
                entryState.update(entry.getValue());
                if (!lane.whole && view.hasRows(entry.getValue())) {
                    lane.dirty.add(entry.getKey());
                }
            }
        }
    }
}
