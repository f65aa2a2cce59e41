package org.farmer1st.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One lane's log and what a view of it must be: a key's row is the sum of its records. Offsets have gaps, as
 * transactions make them.
 */
final class LaneHistory {

    static final String VIEW = "survey_cells";
    private static final LaneRule RULE = new LaneRule(ViewTable.SURVEY_CELLS);
    static final String STATEMENT = RULE.sql();

    private record Entry(long offset, String key, long delta) {}

    private final String log;
    private final List<Entry> entries = new ArrayList<>();

    LaneHistory(Random random, int length) {
        log = new UUID(random.nextLong(), random.nextLong()).toString();
        long offset = -1;
        for (int i = 0; i < length; i++) {
            offset += random.nextInt(5) == 0 ? 2 : 1;
            entries.add(new Entry(offset, "group-" + random.nextInt(12), random.nextInt(100) - 30));
        }
    }

    String log() {
        return log;
    }

    /** The plain computation: every row of the log's prefix up to an offset. */
    Map<String, String> rowsUpTo(long offset) {
        Map<String, Long> sums = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.offset() <= offset) {
                sums.merge(entry.key(), entry.delta(), Long::sum);
            }
        }
        Map<String, String> rows = new TreeMap<>();
        sums.forEach((key, sum) -> rows.put(key, "" + sum));
        return rows;
    }

    long end() {
        return entries.get(entries.size() - 1).offset();
    }

    static Map<String, String> storedRows(Connection connection, int generation, int lane) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT group_values, content FROM views.survey_cells WHERE generation = ? AND lane = ?")) {
            statement.setInt(1, generation);
            statement.setInt(2, lane);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.put(found.getString(1), new String(found.getBytes(2), StandardCharsets.UTF_8));
                }
            }
        }
        return rows;
    }

    /** A writer as a stream job is one: a position, its state, checkpoints of both, dirty rows since the last flush. */
    final class Writer {
        private record Checkpoint(int position, Map<String, Long> state) {}

        private final int generation;
        private final int lane;
        private final List<Checkpoint> checkpoints = new ArrayList<>(List.of(new Checkpoint(0, Map.of())));
        private int position;
        private Map<String, Long> state = new LinkedHashMap<>();
        private final Set<String> dirty = new TreeSet<>();
        private long flushedUpTo = -1;

        Writer(int generation, int lane) {
            this.generation = generation;
            this.lane = lane;
        }

        boolean atEnd() {
            return position == entries.size();
        }

        void advance(int records) {
            for (int i = 0; i < records && !atEnd(); i++) {
                Entry entry = entries.get(position++);
                state.merge(entry.key(), entry.delta(), Long::sum);
                dirty.add(entry.key());
            }
        }

        private long offset() {
            return position == 0 ? -1 : entries.get(position - 1).offset();
        }

        void flush(Connection connection) throws SQLException {
            if (offset() == flushedUpTo) {
                return;
            }
            List<Object[]> rows = new ArrayList<>();
            for (String key : dirty) {
                rows.add(new Object[] {
                    "demo",
                    "history",
                    "village",
                    "all",
                    "1970-01-01",
                    key,
                    ("" + state.get(key)).getBytes(StandardCharsets.UTF_8)
                });
            }
            FlushRange range = new FlushRange(
                    VIEW, generation, lane, log, flushedUpTo, offset(), offset() + 3, Instant.ofEpochMilli(offset()));
            if (flushedUpTo == -1 && rows.size() % 2 == 0) {
                RULE.apply(connection, range, parts(rows));
            } else {
                try (PreparedStatement statement = connection.prepareStatement(STATEMENT)) {
                    RULE.bind(statement, range, List.of(rows));
                    statement.executeUpdate();
                }
            }
            flushedUpTo = offset();
            dirty.clear();
        }

        /** Two rows each. */
        private static Iterator<List<List<Object[]>>> parts(List<Object[]> rows) {
            List<List<List<Object[]>>> parts = new ArrayList<>();
            for (int i = 0; i < rows.size(); i += 2) {
                parts.add(List.of(rows.subList(i, Math.min(rows.size(), i + 2))));
            }
            return parts.iterator();
        }

        /** As a job does it: what is dirty leaves before the barrier, so that a checkpoint needs no dirty set. */
        void checkpoint(Connection connection) throws SQLException {
            flush(connection);
            checkpoints.add(new Checkpoint(position, new LinkedHashMap<>(state)));
        }

        /** Goes on from one of its checkpoints; emits the lane whole where the database is behind it. */
        void restore(Connection connection, int checkpoint) throws SQLException {
            Checkpoint from = checkpoints.get(checkpoint);
            position = from.position();
            state = new LinkedHashMap<>(from.state());
            dirty.clear();
            flushedUpTo = offset();
            if (Generations.storedOffset(connection, VIEW, generation, lane) < offset()) {
                flushedUpTo = -1;
                dirty.addAll(state.keySet());
            }
        }

        void restoreAny(Connection connection, Random random) throws SQLException {
            restore(connection, random.nextInt(checkpoints.size()));
        }
    }
}
