package org.farmer1st.flink.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.LogRecord;
import org.junit.jupiter.api.Test;

class LaneViewOperatorTest {

    private static final LaneKeys KEYS = new LaneKeys(16);

    private final MemoryStore store = new MemoryStore();

    private static KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, Void> harness(
            MemoryStore store, boolean readsAtStart, String log, int subtasks, int subtask) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new MemoryViewOperator(store, readsAtStart, MemoryViewOperator.settings(log)),
                KEYS,
                Types.INT,
                LaneKeys.KEY_GROUPS,
                subtasks,
                subtask);
    }

    private KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, Void> started() throws Exception {
        KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, Void> harness = harness(store, true, "log-a", 1, 0);
        harness.open();
        return harness;
    }

    private KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, Void> restored(
            OperatorSubtaskState state, boolean readsAtStart) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, Void> harness =
                harness(store, readsAtStart, "log-a", 1, 0);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    @Test
    void aChangeWaitsForOthersNoLongerThanTheInterval() throws Exception {
        try (var harness = started()) {
            harness.setProcessingTime(1000);
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 1)));
            harness.processElement(new StreamRecord<>(SumsView.record(3, 2, "a", 4)));
            harness.processElement(new StreamRecord<>(SumsView.record(7, 0, "a", 9)));
            assertThat(store.flushes).isEmpty();
            harness.setProcessingTime(1010);
            assertThat(store.rows).isEqualTo(Map.of(3, Map.of("a", 5L), 7, Map.of("a", 9L)));
            assertThat(store.flushes).hasSize(2);
            assertThat(store.flushes.get(0).from()).isEqualTo(-1);
            assertThat(store.flushes.get(0).to()).isEqualTo(2);
            assertThat(store.flushes.get(0).covered()).isEqualTo(102);
            assertThat(store.flushes.get(0).asOf().toEpochMilli()).isEqualTo(102);
        }
    }

    @Test
    void manyChangesDoNotWait() throws Exception {
        try (var harness = started()) {
            for (int i = 0; i < 5; i++) {
                harness.processElement(new StreamRecord<>(SumsView.record(3, i, "key-" + i, 1)));
            }
            assertThat(store.rows.get(3)).hasSize(5);
        }
    }

    @Test
    void whatChangesNothingStillMovesProgress() throws Exception {
        try (var harness = started()) {
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 0)));
            harness.processElement(new StreamRecord<>(SumsView.record(3, 1, "a", 0)));
            harness.setProcessingTime(10);
            assertThat(store.flushes).hasSize(1);
            assertThat(store.stored(3)).isEqualTo(1);
            assertThat(store.rows.get(3)).isEmpty();
        }
    }

    @Test
    void anUndecodableRecordIsALetterAndMovesTheOffsetOnly() throws Exception {
        try (var harness = started()) {
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 1)));
            harness.processElement(new StreamRecord<>(SumsView.undecodable(3, 1)));
            harness.processElement(new StreamRecord<>(new LogRecord(3, 2, null, null)));
            harness.setProcessingTime(10);
            assertThat(store.stored(3)).isEqualTo(2);
            assertThat(store.flushes.get(0).covered()).isEqualTo(100);
            assertThat(harness.getSideOutput(DeadLetter.OUTPUT))
                    .extracting(letter -> letter.getValue().record().offset())
                    .containsExactly(1L, 2L);
            assertThat(harness.getSideOutput(DeadLetter.OUTPUT)
                            .peek()
                            .getValue()
                            .reason())
                    .contains("wire format");
        }
    }

    @Test
    void everythingLeavesBeforeTheBarrier() throws Exception {
        try (var harness = started()) {
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 1)));
            harness.prepareSnapshotPreBarrier(1);
            harness.snapshot(1, 1);
            assertThat(store.rows.get(3)).isEqualTo(Map.of("a", 1L));
        }
    }

    @Test
    void recordsSeenBeforeTheCheckpointAreSkipped() throws Exception {
        OperatorSubtaskState state =
                stateAfter(SumsView.record(3, 0, "a", 1), SumsView.record(3, 1, "a", 2), SumsView.record(4, 0, "b", 3));
        try (var harness = restored(state, true)) {
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 1)));
            harness.processElement(new StreamRecord<>(SumsView.record(3, 1, "a", 2)));
            harness.processElement(new StreamRecord<>(SumsView.record(3, 2, "a", 10)));
            harness.setProcessingTime(20);
            assertThat(store.rows.get(3)).isEqualTo(Map.of("a", 13L));
        }
    }

    private OperatorSubtaskState stateAfter(LogRecord... records) throws Exception {
        try (var harness = started()) {
            for (LogRecord record : records) {
                harness.processElement(new StreamRecord<>(record));
            }
            harness.prepareSnapshotPreBarrier(1);
            return harness.snapshot(1, 1);
        }
    }

    @Test
    void aRestoredLaneIsHandedOnWholeWhereLessIsStored() throws Exception {
        OperatorSubtaskState state =
                stateAfter(SumsView.record(3, 0, "a", 1), SumsView.record(3, 1, "b", 2), SumsView.record(4, 0, "c", 3));
        store.upto.remove(3);
        store.rows.remove(3);
        store.flushes.clear();
        try (var harness = restored(state, true)) {
            harness.setProcessingTime(1);
            assertThat(store.rows.get(3)).isEqualTo(Map.of("a", 1L, "b", 2L));
            assertThat(store.flushes).hasSize(1);
            assertThat(store.flushes.get(0).from()).isEqualTo(-1);
            assertThat(store.flushes.get(0).to()).isEqualTo(1);
        }
    }

    @Test
    void lanesAreRestoredAtAnotherParallelism() throws Exception {
        LogRecord[] records = new LogRecord[16];
        Map<Integer, Map<String, Long>> expected = new TreeMap<>();
        for (int lane = 0; lane < 16; lane++) {
            records[lane] = SumsView.record(lane, 0, "key", lane);
            expected.put(lane, lane == 0 ? Map.of("next", 1L) : Map.of("key", (long) lane, "next", 1L));
        }
        OperatorSubtaskState state = stateAfter(records);
        store.putBack(new MemoryStore());
        for (int subtask = 0; subtask < 4; subtask++) {
            OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, LaneKeys.KEY_GROUPS, 1, 4, subtask);
            try (var harness = harness(store, true, "log-a", 4, subtask)) {
                harness.initializeState(part);
                harness.open();
                harness.setProcessingTime(1);
                for (int lane = subtask * 4; lane < subtask * 4 + 4; lane++) {
                    harness.processElement(new StreamRecord<>(SumsView.record(lane, 0, "key", lane)));
                    harness.processElement(new StreamRecord<>(SumsView.record(lane, 1, "next", 1)));
                }
                harness.setProcessingTime(100);
            }
        }
        assertThat(store.rows).isEqualTo(expected);
    }

    @Test
    void aStoreThatDoesNotAnswerGetsTheLaneWholeLater() throws Exception {
        try (var harness = harness(store, false, "log-a", 1, 0)) {
            harness.open();
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 1)));
            harness.setProcessingTime(10);
            store.unavailable = true;
            harness.processElement(new StreamRecord<>(SumsView.record(3, 1, "a", 1)));
            harness.setProcessingTime(20);
            for (int i = 2; i < 20; i++) {
                harness.processElement(new StreamRecord<>(SumsView.record(3, i, "key-" + i, 1)));
            }
            harness.setProcessingTime(60);
            assertThat(store.stored(3)).isZero();
            store.unavailable = false;
            harness.setProcessingTime(6_000);
            assertThat(store.stored(3)).isEqualTo(19);
            assertThat(store.rows.get(3)).hasSize(19).containsEntry("a", 2L);
        }
    }

    @Test
    void aStoreThatWasEmptiedIsFilledAgainThoughTheLaneIsSilent() throws Exception {
        try (var harness = harness(store, false, "log-a", 1, 0)) {
            harness.open();
            harness.processElement(new StreamRecord<>(SumsView.record(3, 0, "a", 1)));
            harness.processElement(new StreamRecord<>(SumsView.record(3, 1, "b", 1)));
            harness.setProcessingTime(10);
            store.putBack(new MemoryStore());
            harness.setProcessingTime(5_000);
            assertThat(store.rows.get(3)).isEqualTo(Map.of("a", 1L, "b", 1L));
        }
    }

    @Test
    void aCheckpointOfATopicThatIsGoneIsRefused() throws Exception {
        OperatorSubtaskState state = stateAfter(SumsView.record(3, 0, "a", 1));
        try (var harness = harness(store, true, "log-b", 1, 0)) {
            harness.initializeState(state);
            assertThatThrownBy(harness::open)
                    .isInstanceOf(SuppressRestartsException.class)
                    .rootCause()
                    .hasMessageContaining("it was made anew");
        }
    }

    @Test
    void anyHistoryEndsAsThePlainSums() throws Exception {
        long seed = Long.getLong("laneview.seed", System.nanoTime());
        System.out.println("lane view: -Dlaneview.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            play(new Random(random.nextLong()), random.nextBoolean(), "seed " + seed + ", history " + i);
        }
    }

    private static void play(Random random, boolean readsAtStart, String name) throws Exception {
        MemoryStore store = new MemoryStore();
        MemoryStore earlier = store.copy();
        List<LogRecord> log = new ArrayList<>();
        Map<Integer, Map<String, Long>> expected = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            int lane = random.nextInt(3);
            String key = "key-" + random.nextInt(6);
            long delta = 1 + random.nextInt(50);
            log.add(SumsView.record(lane, i, key, delta));
            expected.computeIfAbsent(lane, l -> new TreeMap<>()).merge(key, delta, Long::sum);
        }
        OperatorSubtaskState state = null;
        int checkpointed = 0;
        int position = 0;
        long time = 0;
        var harness = harness(store, readsAtStart, "log-a", 1, 0);
        harness.open();
        for (int step = 0; step < 400 || position < log.size(); step++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    harness.prepareSnapshotPreBarrier(step);
                    state = harness.snapshot(step, time);
                    checkpointed = position;
                }
                case 1 -> {
                    // Killed, and restored from the newest checkpoint; the source may replay more than it has to.
                    harness.close();
                    harness = harness(store, readsAtStart, "log-a", 1, 0);
                    if (state != null) {
                        harness.initializeState(state);
                    }
                    harness.open();
                    position = Math.max(0, checkpointed - random.nextInt(10));
                }
                case 2 -> earlier = store.copy();
                case 3 -> {
                    // What is put back while a job runs is a refusal in Postgres, and so a restart.
                    if (!readsAtStart && random.nextInt(4) == 0) {
                        store.putBack(earlier);
                    }
                }
                case 4 -> store.unavailable = !readsAtStart && random.nextInt(3) == 0;
                case 5 -> harness.setProcessingTime(time += 7);
                default -> {
                    if (position < log.size()) {
                        harness.processElement(new StreamRecord<>(log.get(position++)));
                    }
                }
            }
        }
        store.unavailable = false;
        for (int i = 0; i < 5; i++) {
            harness.setProcessingTime(time += 5_001);
        }
        harness.close();
        assertThat(store.rows).as(name).isEqualTo(expected);
    }
}
