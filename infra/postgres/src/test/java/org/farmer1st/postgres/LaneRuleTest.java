package org.farmer1st.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.farmer1st.postgres.LaneRule.Refusal;
import org.junit.jupiter.api.Test;

/** The lane rule on a real Postgres: rows end equal to a plain computation, or the writer is told why not. */
class LaneRuleTest {

    private static final AtomicInteger LANE = new AtomicInteger();
    private static final AtomicInteger GENERATION = new AtomicInteger(1);

    private static long seed() {
        long seed = Long.getLong("lanerule.seed", System.nanoTime());
        System.out.println("lane rule: -Dlanerule.seed=" + seed);
        return seed;
    }

    @Test
    void anyHistoryEndsAsThePlainComputation() throws SQLException {
        long seed = seed();
        Random random = new Random(seed);
        int refused = 0;
        try (Connection connection = TestDatabase.connect()) {
            for (int i = 0; i < 150; i++) {
                refused += play(connection, new Random(random.nextLong()), "seed " + seed + ", history " + i);
            }
        }
        assertThat(refused)
                .as("refusals, without which the histories were too tame")
                .isPositive();
    }

    /** Random steps of two writers of a lane; after each, the stored rows are exactly those of the stored prefix. */
    private static int play(Connection connection, Random random, String name) throws SQLException {
        int lane = LANE.getAndIncrement();
        int generation = GENERATION.incrementAndGet();
        int refusals = 0;
        LaneHistory history = new LaneHistory(random, 5 + random.nextInt(80));
        LaneHistory.Writer[] writers = {history.new Writer(generation, lane), history.new Writer(generation, lane)};
        Generations.create(connection, LaneHistory.VIEW, generation, lane + 1);
        for (int step = 0; step < 60; step++) {
            LaneHistory.Writer writer = writers[random.nextInt(2)];
            try {
                switch (random.nextInt(8)) {
                    case 0, 1 -> writer.advance(1 + random.nextInt(6));
                    case 2, 3, 4 -> writer.flush(connection);
                    case 5 -> writer.checkpoint(connection);
                    case 6 -> writer.restoreAny(connection, random);
                    default -> {
                        if (random.nextInt(3) == 0) {
                            disturb(connection, random, generation, lane);
                        }
                    }
                }
            } catch (SQLException e) {
                assertThat(Refusal.of(e)).as(name + ": " + e).isPresent().isNotEqualTo(Refusal.OTHER_LOG);
                refusals++;
                writer.restoreAny(connection, random);
            }
            check(connection, history, generation, lane, name + ", step " + step);
            if (random.nextInt(40) == 0) {
                // The topic is made anew: the writers are told, and another generation is built.
                LaneHistory other = new LaneHistory(random, 5 + random.nextInt(80));
                boolean begun = stored(connection, generation, lane) > -1;
                LaneHistory.Writer stranger = other.new Writer(generation, lane);
                stranger.advance(3);
                if (begun) {
                    assertThatThrownBy(() -> stranger.flush(connection))
                            .as(name)
                            .hasMessageContaining("is of log " + other.log())
                            .satisfies(e ->
                                    assertThat(Refusal.of((SQLException) e)).contains(Refusal.OTHER_LOG));
                    check(connection, history, generation, lane, name + ", after a stranger");
                }
                generation = GENERATION.incrementAndGet();
                Generations.create(connection, LaneHistory.VIEW, generation, lane + 1);
                history = other;
                writers[0] = history.new Writer(generation, lane);
                writers[1] = history.new Writer(generation, lane);
                refusals++;
            }
        }
        for (LaneHistory.Writer writer : writers) {
            writer.restoreAny(connection, random);
            finish(connection, writer, random);
        }
        assertThat(LaneHistory.storedRows(connection, generation, lane))
                .as(name)
                .isEqualTo(history.rowsUpTo(history.end()));
        return refusals;
    }

    /** As the sink of a job and that of one which was thought dead write them: several lanes a transaction, in their order. */
    @Test
    void batchesOfLanesInOrderNeverWaitForEachOtherInACircle() throws Exception {
        int lanes = 8;
        int generation = GENERATION.incrementAndGet();
        try (Connection connection = TestDatabase.connect()) {
            Generations.create(connection, LaneHistory.VIEW, generation, lanes);
            AtomicReference<Exception> failure = new AtomicReference<>();
            List<Thread> writers = Stream.of(1, 2)
                    .map(number -> new Thread(() -> {
                        try (Connection own = TestDatabase.connect()) {
                            writeBatches(own, generation, lanes, new Random(number));
                        } catch (SQLException e) {
                            failure.set(e);
                        }
                    }))
                    .toList();
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(failure).hasNullValue();
            for (int lane = 0; lane < lanes; lane++) {
                String upto = Long.toString(stored(connection, generation, lane));
                assertThat(LaneHistory.storedRows(connection, generation, lane).values())
                        .hasSize(3)
                        .containsOnly(upto);
            }
        }
    }

    /** Some of the lanes each time, each with all of its rows as of the same offset. */
    private static void writeBatches(Connection connection, int generation, int lanes, Random random)
            throws SQLException {
        LaneRule rule = new LaneRule(ViewTable.SURVEY_CELLS);
        try (PreparedStatement statement = connection.prepareStatement(rule.sql())) {
            for (long to = 0; to < 150; to++) {
                for (int lane = 0; lane < lanes; lane++) {
                    if (to == 0 || random.nextBoolean()) {
                        byte[] content = Long.toString(to).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                        List<Object[]> rows = Stream.of("a", "b", "c")
                                .map(key -> new Object[] {"demo", "batches", "", "all", "1970-01-01", key, content})
                                .toList();
                        FlushRange range = new FlushRange(
                                LaneHistory.VIEW, generation, lane, "log", -1, to, to, Instant.ofEpochMilli(to));
                        rule.bind(statement, range, List.of(rows));
                        statement.addBatch();
                    }
                }
                statement.executeBatch();
            }
        }
    }

    /** Whoever reads while parts are written sees the lane as it was, and so does everybody where a part fails. */
    @Test
    void partsShowTogetherOrNotAtAll() throws SQLException {
        int generation = GENERATION.incrementAndGet();
        LaneRule rule = new LaneRule(ViewTable.SURVEY_CELLS);
        try (Connection writer = TestDatabase.connect();
                Connection reader = TestDatabase.connect()) {
            Generations.create(writer, LaneHistory.VIEW, generation, 1);
            FlushRange range =
                    new FlushRange(LaneHistory.VIEW, generation, 0, "a-log", -1, 7, 9, Instant.ofEpochMilli(5));
            assertThatThrownBy(() -> rule.apply(writer, range, parts(reader, generation, true)))
                    .hasMessage("the third part");
            assertThat(LaneHistory.storedRows(reader, generation, 0)).isEmpty();
            assertThat(Generations.progress(reader, LaneHistory.VIEW, generation))
                    .containsExactly(Map.entry(0, -1L));

            assertThat(rule.apply(writer, range, parts(reader, generation, false)))
                    .isTrue();
            assertThat(LaneHistory.storedRows(reader, generation, 0)).hasSize(3);
            assertThat(Generations.progress(reader, LaneHistory.VIEW, generation))
                    .containsExactly(Map.entry(0, 7L));
            // Again: nothing is asked for, and nothing happens.
            assertThat(rule.apply(writer, range, parts(reader, generation, true)))
                    .isFalse();
        }
    }

    private static Iterator<List<List<Object[]>>> parts(Connection reader, int generation, boolean fails) {
        return Stream.of(1, 2, 3)
                .map(part -> {
                    try {
                        assertThat(LaneHistory.storedRows(reader, generation, 0))
                                .isEmpty();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    if (fails && part == 3) {
                        throw new IllegalStateException("the third part");
                    }
                    Object[] row = {"demo", "history", "village", "all", "1970-01-01", "v" + part, new byte[] {'1'}};
                    return List.of(List.<Object[]>of(row));
                })
                .iterator();
    }

    /** The database is put back to an earlier state, or loses a lane's progress. */
    private static void disturb(Connection connection, Random random, int generation, int lane) throws SQLException {
        String where = " WHERE generation = " + generation + " AND lane = " + lane;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS kept_cells AS TABLE views.survey_cells WITH NO DATA");
            statement.execute("CREATE TABLE IF NOT EXISTS kept_progress AS TABLE views.progress WITH NO DATA");
            connection.setAutoCommit(false);
            boolean kept = false;
            try (ResultSet rows = statement.executeQuery("SELECT FROM kept_progress" + where)) {
                kept = rows.next();
            }
            if (kept && random.nextBoolean()) {
                statement.execute("DELETE FROM views.survey_cells" + where);
                statement.execute("DELETE FROM views.progress" + where);
                statement.execute("INSERT INTO views.survey_cells SELECT * FROM kept_cells" + where);
                statement.execute("INSERT INTO views.progress SELECT * FROM kept_progress" + where);
            } else if (random.nextInt(4) == 0) {
                statement.execute("DELETE FROM views.survey_cells" + where);
                statement.execute("DELETE FROM views.progress" + where);
            } else {
                statement.execute("DELETE FROM kept_cells" + where);
                statement.execute("DELETE FROM kept_progress" + where);
                statement.execute("INSERT INTO kept_cells SELECT * FROM views.survey_cells" + where);
                statement.execute("INSERT INTO kept_progress SELECT * FROM views.progress" + where);
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void check(Connection connection, LaneHistory history, int generation, int lane, String name)
            throws SQLException {
        assertThat(LaneHistory.storedRows(connection, generation, lane))
                .as(name)
                .isEqualTo(history.rowsUpTo(stored(connection, generation, lane)));
    }

    private static long stored(Connection connection, int generation, int lane) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT upto FROM views.progress WHERE view = '"
                        + LaneHistory.VIEW + "' AND generation = " + generation + " AND lane = " + lane)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    private static void finish(Connection connection, LaneHistory.Writer writer, Random random) throws SQLException {
        while (!writer.atEnd()) {
            writer.advance(1 + random.nextInt(9));
            writer.flush(connection);
        }
        writer.flush(connection);
    }

    @Test
    void writersAtTheSameTimeLoseAndDoubleNothing() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            int lane = LANE.getAndIncrement();
            int generation = GENERATION.incrementAndGet();
            LaneHistory history = new LaneHistory(random, 400);
            try (Connection connection = TestDatabase.connect()) {
                Generations.create(connection, LaneHistory.VIEW, generation, lane + 1);
            }
            AtomicReference<Exception> failure = new AtomicReference<>();
            List<Thread> threads = List.of(
                    new Thread(() -> race(history, generation, lane, seed + 1, failure)),
                    new Thread(() -> race(history, generation, lane, seed + 2, failure)),
                    new Thread(() -> race(history, generation, lane, seed + 3, failure)));
            threads.forEach(Thread::start);
            try (Connection reader = TestDatabase.connect()) {
                while (threads.stream().anyMatch(Thread::isAlive)) {
                    readsAPrefix(reader, history, generation, lane, "seed " + seed);
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                assertThat(failure.get()).as("seed " + seed).isNull();
                assertThat(LaneHistory.storedRows(reader, generation, lane))
                        .as("seed " + seed)
                        .isEqualTo(history.rowsUpTo(history.end()));
            }
        }
    }

    private static void race(
            LaneHistory history, int generation, int lane, long seed, AtomicReference<Exception> failure) {
        Random random = new Random(seed);
        LaneHistory.Writer writer = history.new Writer(generation, lane);
        try (Connection connection = TestDatabase.connect()) {
            while (!writer.atEnd()) {
                try {
                    writer.advance(1 + random.nextInt(12));
                    if (random.nextInt(8) == 0) {
                        writer.checkpoint(connection);
                    } else {
                        writer.flush(connection);
                    }
                    if (random.nextInt(12) == 0) {
                        writer.restoreAny(connection, random);
                    }
                } catch (SQLException e) {
                    if (Refusal.of(e).isEmpty()) {
                        throw e;
                    }
                    writer.restoreAny(connection, random);
                }
            }
            writer.flush(connection);
        } catch (SQLException | RuntimeException e) {
            failure.set(e);
        }
    }

    /** Progress and rows, read in one statement, are an exact prefix at any moment. */
    private static void readsAPrefix(Connection reader, LaneHistory history, int generation, int lane, String name)
            throws SQLException {
        try (PreparedStatement statement = reader.prepareStatement(
                "SELECT p.upto, (SELECT string_agg(c.group_values || '=' || convert_from(c.content, 'UTF8'), ', '"
                        + " ORDER BY c.group_values) FROM views.survey_cells c WHERE c.generation = p.generation"
                        + " AND c.lane = p.lane) FROM views.progress p WHERE p.view = ? AND p.generation = ? AND p.lane = ?")) {
            statement.setString(1, LaneHistory.VIEW);
            statement.setInt(2, generation);
            statement.setInt(3, lane);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                String expected = history.rowsUpTo(rows.getLong(1)).entrySet().stream()
                        .map(row -> row.getKey() + "=" + row.getValue())
                        .reduce((left, right) -> left + ", " + right)
                        .orElse(null);
                assertThat(rows.getString(2)).as(name).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusalsSayWhatIsStoredAndWhatCame() throws SQLException {
        int generation = GENERATION.incrementAndGet();
        LaneRule rule = new LaneRule(ViewTable.POINT_BALANCES, ViewTable.POINT_TRANSFERS);
        try (Connection connection = TestDatabase.connect();
                PreparedStatement statement = connection.prepareStatement(rule.sql())) {
            rule.bind(statement, range(generation, "log-a", -1, 5), List.of(List.of(), List.of()));
            assertThatThrownBy(statement::executeUpdate)
                    .hasMessageContaining("View points generation " + generation + " lane 0 has no progress row")
                    .satisfies(e -> assertThat(Refusal.of((SQLException) e)).contains(Refusal.NO_PROGRESS));
            Generations.create(connection, Generations.POINTS, generation, 1);
            rule.bind(statement, range(generation, "log-a", 3, 5), List.of(List.of(), List.of()));
            assertThatThrownBy(statement::executeUpdate)
                    .hasMessageContaining("is at offset -1, and the flush starts after 3: emit the lane whole")
                    .satisfies(e -> assertThat(Refusal.of((SQLException) e)).contains(Refusal.GAP));
        }
    }

    @Test
    void twoTablesMoveWithOneProgress() throws SQLException {
        int generation = GENERATION.incrementAndGet();
        LaneRule rule = new LaneRule(ViewTable.POINT_BALANCES, ViewTable.POINT_TRANSFERS);
        Object[] balance = {"demo", "farmer-1", 10L, 0L, 0L, 0L, 0L, 0L, "[]", null};
        Object[] transfer = {
            "demo",
            "farmer-1",
            "t-1",
            4L,
            0,
            "EARNED",
            "ISSUANCE",
            "AVAILABLE",
            10L,
            "safi",
            "r-1",
            null,
            "2026-11-20T08:15:00Z",
            "2026-11-20T08:16:00Z",
            null,
            "2026-11-20",
            "2027-11-20"
        };
        try (Connection connection = TestDatabase.connect();
                PreparedStatement statement = connection.prepareStatement(rule.sql());
                Statement query = connection.createStatement()) {
            Generations.create(connection, Generations.POINTS, generation, 1);
            for (int times = 0; times < 2; times++) {
                rule.bind(
                        statement,
                        range(generation, "log-a", -1, 5),
                        List.of(List.<Object[]>of(balance), List.<Object[]>of(transfer)));
                statement.executeUpdate();
            }
            try (ResultSet rows = query.executeQuery(
                    "SELECT b.available, t.rule_version, t.at, p.upto, p.covered, p.log FROM views.point_balances b"
                            + " JOIN views.point_transfers t USING (generation, tenant, farmer_id)"
                            + " JOIN views.progress p ON p.view = 'points' AND p.generation = b.generation AND p.lane = b.lane"
                            + " WHERE b.generation = " + generation)) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(10);
                assertThat(rows.getObject(2)).isNull();
                assertThat(rows.getTimestamp(3).toInstant()).isEqualTo(Instant.parse("2026-11-20T08:15:00Z"));
                assertThat(rows.getLong(4)).isEqualTo(5);
                assertThat(rows.getLong(5)).isEqualTo(8);
                assertThat(rows.getString(6)).isEqualTo("log-a");
                assertThat(rows.next()).isFalse();
            }
        }
    }

    private static FlushRange range(int generation, String log, long from, long to) {
        return new FlushRange(Generations.POINTS, generation, 0, log, from, to, to + 3, Instant.EPOCH.plusMillis(to));
    }
}
