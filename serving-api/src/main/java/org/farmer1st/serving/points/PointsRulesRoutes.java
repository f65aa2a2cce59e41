package org.farmer1st.serving.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.serving.http.PageLimit;
import org.farmer1st.serving.postgres.Postgres;

/** {@code GET /v1/points/rules}: the tenant's published rules, and whether the ledger has them. For admins. */
public final class PointsRulesRoutes {

    private static final PageLimit PAGES = new PageLimit(50, 200);

    private static final String RULES = """
            SELECT r.*, (SELECT count(*) FROM views.live l
                JOIN views.point_rules told ON told.generation = l.generation
                WHERE l.view = 'points' AND told.tenant = r.tenant AND told.version = r.version) AS lanes
            FROM reference.points_rules r
            WHERE r.tenant = ? AND r.version < ?
            ORDER BY r.version DESC
            LIMIT ?""";

    private final Postgres postgres;
    private final Lanes lanes;

    public PointsRulesRoutes(Postgres postgres, Lanes lanes) {
        this.postgres = postgres;
        this.lanes = lanes;
    }

    private record PublishedRule(
            int version,
            Instant inForceFrom,
            Instant publishedAt,
            Long basePoints,
            long pointsPerAnswer,
            long completeBonus,
            Long dailyCap,
            Integer streakDays,
            long streakBonus,
            Integer expiryDays,
            JsonNode tiers,
            Long budget,
            boolean inLedger) {}

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Points rules", "What responses are worth.")
                .get(
                        "/v1/points/rules",
                        Operation.of("getPointsRules", "What responses are worth", Access.of(Role.ADMIN))
                                .description("Published versions, whether in force by now or not.")
                                .query("limit", "TransfersLimit", "How many; " + PAGES.otherwise() + " unless given.")
                                .query("cursor", "Cursor", "The `nextCursor` of the page before.")
                                .answersList("PublishedPointsRules", "The highest version first.")
                                .errors(ErrorCode.VALIDATION_FAILED),
                        this::rules);
    }

    private void rules(Context ctx) {
        Caller caller = Caller.of(ctx);
        int limit = PAGES.of(ctx);
        String cursor = ctx.queryParam("cursor");
        if (cursor != null && !cursor.matches("[1-9]\\d{0,9}")) {
            throw ApiException.invalid(List.of(new Fault("cursor", "is not one that a page ended with")));
        }
        long below = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        ctx.future(() -> postgres.read(connection -> read(connection, caller.tenant(), below, limit + 1))
                .thenAccept(found -> {
                    boolean more = found.size() > limit;
                    List<PublishedRule> page = more ? found.subList(0, limit) : found;
                    String next = more ? "" + page.get(page.size() - 1).version() : null;
                    Envelope.page(ctx, page, new Envelope.Pagination(limit, next, more), Map.of());
                }));
    }

    private List<PublishedRule> read(Connection connection, String tenant, long below, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RULES)) {
            statement.setString(1, tenant);
            statement.setLong(2, below);
            statement.setInt(3, most);
            List<PublishedRule> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new PublishedRule(
                            rows.getInt("version"),
                            rows.getObject("in_force_from", OffsetDateTime.class)
                                    .toInstant(),
                            rows.getObject("published_at", OffsetDateTime.class).toInstant(),
                            rows.getObject("base_points", Long.class),
                            rows.getLong("points_per_answer"),
                            rows.getLong("complete_bonus"),
                            rows.getObject("daily_cap", Long.class),
                            rows.getObject("streak_days", Integer.class),
                            rows.getLong("streak_bonus"),
                            rows.getObject("expiry_days", Integer.class),
                            json(rows.getString("tiers")),
                            rows.getObject("budget", Long.class),
                            rows.getInt("lanes") == lanes.count()));
                }
            }
            return found;
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Postgres' own JSON can't be read", e);
        }
    }
}
