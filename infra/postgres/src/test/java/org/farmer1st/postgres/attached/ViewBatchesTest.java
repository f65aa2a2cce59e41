package org.farmer1st.postgres.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.farmer1st.postgres.TestDatabase;
import org.farmer1st.postgres.attached.ViewBatches.OutOfOrderException;
import org.farmer1st.postgres.attached.ViewBatches.Position;
import org.farmer1st.postgres.attached.ViewBatches.Stored;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches are applied once, in order, whole. */
class ViewBatchesTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestDatabase.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private ViewBatches batches(String view) throws SQLException {
        ViewDefinition definition = new ViewDefinition(
                view,
                "For a test.",
                List.of(
                        new ViewColumn("tenant", Type.TEXT, ""),
                        new ViewColumn("day", Type.DATE, ""),
                        new ViewColumn("count", Type.BIGINT, ""),
                        new ViewColumn("mean", Type.DOUBLE, ""),
                        new ViewColumn("sum", Type.NUMERIC, ""),
                        new ViewColumn("open", Type.BOOLEAN, ""),
                        new ViewColumn("at", Type.TIMESTAMP, "")),
                List.of("tenant", "day"),
                Set.of("admin"),
                1,
                null);
        return new ViewBatches(definition, new AttachedViews(connection).create(definition, "job"));
    }

    private static Object[] row(String tenant, int day, Long count) {
        return new Object[] {
            tenant, LocalDate.of(2026, 11, day), count, 0.1, new BigDecimal("1e2"), true, NOON.plusNanos(1000)
        };
    }

    private static Object[] key(String tenant, int day) {
        return new Object[] {tenant, LocalDate.of(2026, 11, day)};
    }

    @Test
    void rowsAreUpsertedAndDeletedWithTheirCountAndTime() throws SQLException {
        ViewBatches batches = batches("batched");
        batches.apply(
                connection,
                1,
                NOON,
                false,
                List.<Object[]>of(row("demo", 1, 1L), row("d\u0000{\"\\,", 2, null)),
                List.<Object[]>of(key("demo", 3)));
        assertThat(rows("batched"))
                .containsExactlyInAnyOrder(
                        "d\uFFFD{\"\\, 2026-11-02 null 0.1 100 t 2026-11-20 12:00:00.000001+00",
                        "demo 2026-11-01 1 0.1 100 t 2026-11-20 12:00:00.000001+00");
        assertThat(batches.stored(connection)).contains(new Stored(1, NOON, Optional.empty()));
        batches.apply(
                connection,
                2,
                NOON.minusSeconds(1),
                false,
                List.<Object[]>of(row("demo", 1, 7L)),
                List.<Object[]>of(key("d\u0000{\"\\,", 2)));
        assertThat(rows("batched")).containsExactly("demo 2026-11-01 7 0.1 100 t 2026-11-20 12:00:00.000001+00");
        assertThat(batches.stored(connection))
                .as("time never goes back")
                .contains(new Stored(2, NOON, Optional.empty()));
    }

    @Test
    void onlyTheSuccessorIsApplied() throws SQLException {
        ViewBatches batches = batches("ordered");
        batches.apply(connection, 1, NOON, false, List.<Object[]>of(row("demo", 1, 1L)), List.of());
        for (long number : new long[] {1, 3}) {
            assertThatThrownBy(() -> batches.apply(
                            connection,
                            number,
                            NOON,
                            false,
                            List.<Object[]>of(row("demo", 1, 2L)),
                            List.<Object[]>of(key("demo", 2))))
                    .isInstanceOf(OutOfOrderException.class)
                    .hasMessageContaining("the last one that was is 1");
        }
        assertThat(rows("ordered")).containsExactly("demo 2026-11-01 1 0.1 100 t 2026-11-20 12:00:00.000001+00");
        new AttachedViews(connection).remove("ordered");
        assertThat(batches.stored(connection)).isEmpty();
        assertThatThrownBy(() -> batches.apply(connection, 2, NOON, false, List.of(), List.of()))
                .hasMessageContaining("no such generation");
    }

    @Test
    void aPositionMovesWithItsRowsOrNotAtAll() throws SQLException {
        ViewBatches batches = batches("positioned");
        List<Object[]> rows = List.<Object[]>of(row("demo", 1, 1L));
        batches.apply(connection, 1, NOON, rows, List.of(), new Position("log", 7));
        assertThat(batches.stored(connection)).contains(new Stored(1, NOON, Optional.of(new Position("log", 7))));
        assertThatThrownBy(() -> batches.apply(connection, 1, NOON, rows, List.of(), new Position("log", 9)))
                .isInstanceOf(OutOfOrderException.class);
        assertThat(batches.stored(connection)).contains(new Stored(1, NOON, Optional.of(new Position("log", 7))));
    }

    @Test
    void rowsMayTakeThePlaceOfAllAndMoreThanAStatementHolds() throws SQLException {
        ViewBatches batches = batches("replaced");
        List<Object[]> many = new ArrayList<>();
        for (int i = 0; i < 12_001; i++) {
            many.add(row("tenant-" + i, 1, (long) i));
        }
        batches.apply(connection, 1, NOON, false, many, List.of());
        assertThat(rows("replaced")).hasSize(12_001);
        batches.apply(connection, 2, NOON, true, List.<Object[]>of(row("demo", 1, 1L)), List.of());
        assertThat(rows("replaced")).hasSize(1);
    }

    private List<String> rows(String view) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            try (ResultSet found =
                    statement.executeQuery("SELECT tenant, day, count, mean, sum, open::text::char(1), at::text"
                            + " FROM attached.\"" + view + "_1\" ORDER BY tenant, day")) {
                while (found.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= 7; i++) {
                        row.add("" + found.getString(i));
                    }
                    rows.add(String.join(" ", row));
                }
            }
        }
        return rows;
    }
}
