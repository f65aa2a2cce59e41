package org.farmer1st.postgres.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.farmer1st.postgres.TestDatabase;
import org.farmer1st.postgres.attached.AttachedViews.BehindException;
import org.farmer1st.postgres.attached.AttachedViews.OtherJobException;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttachedViewsTest {

    private Connection connection;
    private AttachedViews views;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestDatabase.connect();
        views = new AttachedViews(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aGenerationIsATableOfEveryTypeThatNobodyReadsUntilItIsPromoted() throws SQLException {
        ViewDefinition definition = definition("typed");
        assertThat(views.create(definition, "typed-job")).isEqualTo(1);
        execute("INSERT INTO attached.\"typed_1\" VALUES"
                + " ('demo', '2026-11-20', 7, 1.5, 2.25, true, '2026-11-20T08:00:00Z')");
        AttachedView made = only("typed", 1);
        assertThat(made.live()).isFalse();
        assertThat(made.asOf()).isEqualTo(Instant.EPOCH);
        assertThat(made.definition()).isEqualTo(definition);
        assertThat(made.job()).isEqualTo("typed-job");

        views.promote("typed", 1);
        assertThat(only("typed", 1).live()).isTrue();
        assertThatThrownBy(
                        () -> execute("INSERT INTO attached.\"typed_1\" (tenant, day) VALUES ('demo', '2026-11-20')"))
                .as("the key is one")
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("duplicate key");
    }

    @Test
    void theLiveGenerationStaysAndNumbersAreNotUsedAgain() throws SQLException {
        views.create(definition("swapped"), "job");
        views.promote("swapped", 1);
        assertThat(views.create(definition("swapped"), "job")).isEqualTo(2);
        assertThatThrownBy(() -> views.drop("swapped", 1)).hasMessageContaining("is live");
        views.promote("swapped", 2);
        views.drop("swapped", 1);
        views.drop("swapped", 1);
        assertThatThrownBy(() -> execute("SELECT * FROM attached.\"swapped_1\""))
                .hasMessageContaining("does not exist");
        assertThat(only("swapped", 2).live()).isTrue();
        assertThatThrownBy(() -> views.promote("swapped", 1)).hasMessageContaining("has no generation 1");
        assertThat(views.create(definition("swapped"), "job")).isEqualTo(3);
        views.drop("swapped", 3);
        assertThat(views.create(definition("swapped"), "job")).isEqualTo(4);
    }

    @Test
    void noGenerationGoesLiveThatIsBehind() throws SQLException {
        views.create(definition("ahead"), "job");
        views.promote("ahead", 1);
        execute("UPDATE views.attached_generations SET as_of = '2026-11-20T08:00:01Z' WHERE view = 'ahead'");
        views.create(definition("ahead"), "job");
        execute("UPDATE views.attached_generations SET as_of = '2026-11-20T08:00:00Z'"
                + " WHERE view = 'ahead' AND generation = 2");
        assertThatThrownBy(() -> views.promote("ahead", 2)).isInstanceOf(BehindException.class);
        assertThat(only("ahead", 1).live()).isTrue();
        execute("UPDATE views.attached_generations SET as_of = '2026-11-20T08:00:01Z' WHERE view = 'ahead'");
        views.promote("ahead", 2);
        assertThat(only("ahead", 2).live()).isTrue();
    }

    @Test
    void aGenerationTakesOtherReadersAndNoOtherColumns() throws SQLException {
        ViewDefinition first = definition("described");
        views.create(first, "job");
        ViewDefinition open = new ViewDefinition(
                "described", "For more", first.columns(), first.key(), Set.of("admin", "stakeholder"), 1, null);
        views.describe(open, 1);
        assertThat(only("described", 1).definition()).isEqualTo(open);
        ViewDefinition narrower = new ViewDefinition(
                "described", "Less", first.columns().subList(0, 3), first.key(), Set.of("admin"), 1, null);
        assertThatThrownBy(() -> views.describe(narrower, 1)).hasMessageContaining("has other columns");
    }

    @Test
    void aViewHasOneJob() throws SQLException {
        views.create(definition("owned"), "first");
        assertThatThrownBy(() -> views.create(definition("owned"), "second"))
                .isInstanceOf(OtherJobException.class)
                .hasMessageContaining("fed by the job first");
        views.remove("owned");
        assertThat(views.create(definition("owned"), "second")).isEqualTo(2);
    }

    @Test
    void aRemovedViewLeavesNothingAndOnesOfOursStay() throws SQLException {
        execute("INSERT INTO views.live (view, generation) VALUES ('points', 1) ON CONFLICT DO NOTHING");
        views.create(definition("removed"), "job");
        views.promote("removed", 1);
        views.create(definition("removed"), "job");
        views.remove("removed");
        views.remove("points");
        assertThat(views.list()).noneMatch(view -> view.definition().view().equals("removed"));
        assertThat(count("SELECT count(*) FROM views.live WHERE view = 'removed'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM views.live WHERE view = 'points'"))
                .isOne();
        assertThat(count("SELECT count(*) FROM pg_tables WHERE schemaname = 'attached' AND tablename LIKE 'removed%'"))
                .isZero();
    }

    private AttachedView only(String view, int generation) throws SQLException {
        return views.list().stream()
                .filter(each -> each.definition().view().equals(view) && each.generation() == generation)
                .findFirst()
                .orElseThrow();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static ViewDefinition definition(String view) {
        return new ViewDefinition(
                view,
                "One column of each type",
                List.of(
                        new ViewColumn("tenant", Type.TEXT, ""),
                        new ViewColumn("day", Type.DATE, ""),
                        new ViewColumn("farmers", Type.BIGINT, ""),
                        new ViewColumn("mean", Type.DOUBLE, ""),
                        new ViewColumn("total", Type.NUMERIC, ""),
                        new ViewColumn("complete", Type.BOOLEAN, ""),
                        new ViewColumn("newest", Type.TIMESTAMP, "")),
                List.of("tenant", "day"),
                Set.of("admin"),
                5,
                "farmers");
    }
}
