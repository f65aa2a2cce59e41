package org.farmer1st.serving.leaderboards;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.LaneProgress;
import org.farmer1st.serving.progress.ProgressWatch;
import org.farmer1st.serving.progress.ViewProgress;
import org.farmer1st.serving.redis.Redis;

/**
 * Leaderboards: from Redis, or computed from Postgres where Redis is gone, doesn't hold every lane, or is behind Postgres,
 * the receipt that was asked for, or what this process told before.
 */
public final class Leaderboards {

    private static final String SELECT = """
            WITH live AS MATERIALIZED (SELECT generation FROM views.live WHERE view = 'points')
            SELECT p.generation, p.lane, p.log, p.upto, p.covered, p.as_of, NULL::text AS farmer_id, NULL::bigint AS points
            FROM live JOIN views.progress p ON p.view = 'points' AND p.generation = live.generation
            UNION ALL
            (SELECT 0, 0, NULL, NULL, NULL, NULL, farmer_id, points FROM (%s) scores
             WHERE points > 0 ORDER BY points DESC, farmer_id LIMIT ?)""";

    /** What was earned in all time follows from the balances: every point is still somewhere, or is owed. */
    private static final String OF_BALANCES = """
            SELECT b.farmer_id, b.available + b.pending + b.reserved + b.paid + b.expired - b.owed AS points
            FROM views.point_balances b WHERE b.generation = (SELECT generation FROM live) AND b.tenant = ?""";

    private static final String OF_TRANSFERS = """
            SELECT t.farmer_id, sum(CASE WHEN t.debit = 'ISSUANCE' THEN t.amount
                WHEN t.credit = 'ISSUANCE' THEN -t.amount ELSE 0 END)::bigint AS points
            FROM views.point_transfers t
            WHERE t.generation = (SELECT generation FROM live) AND t.tenant = ?""";

    private final LeaderboardInRedis redis;
    private final Postgres postgres;
    private final ProgressWatch watch;
    private final AsOfFloor asOf;

    public Leaderboards(Redis redis, Postgres postgres, ProgressWatch watch, AsOfFloor asOf) {
        this.redis = new LeaderboardInRedis(redis);
        this.postgres = postgres;
        this.watch = watch;
        this.asOf = asOf;
    }

    /** The top of a scope; fails with UNAVAILABLE where neither can tell. */
    CompletableFuture<Leaderboard> top(String tenant, LeaderboardScope scope, int most, Optional<Receipt> receipt) {
        ViewProgress known = watch.latest(ViewProgress.POINTS);
        if (known.generation() == 0) {
            return postgres.read(connection -> read(connection, tenant, scope, most));
        }
        return redis.top(known.generation(), known.lanes().size(), tenant, scope, most)
                .thenCompose(found -> found.filter(board -> isCurrent(board.progress(), known, receipt))
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> postgres.read(connection -> read(connection, tenant, scope, most))));
    }

    private boolean isCurrent(ViewProgress inRedis, ViewProgress inPostgres, Optional<Receipt> receipt) {
        for (LaneProgress stored : inPostgres.lanes().values()) {
            if (!inRedis.covers(stored.lane(), stored.covered())) {
                return false;
            }
        }
        return inRedis.asOf()
                        .map(time -> asOf.reaches(ViewProgress.POINTS, time))
                        .orElse(true)
                && receipt.map(r -> inRedis.covers(r.lane(), r.offset())).orElse(true);
    }

    private static Leaderboard read(Connection connection, String tenant, LeaderboardScope scope, int most)
            throws SQLException {
        List<Object> values = new ArrayList<>(List.of(tenant));
        String sql = String.format(SELECT, scores(scope, values));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 0;
            for (Object value : values) {
                statement.setObject(++parameter, value);
            }
            statement.setInt(++parameter, most);
            int generation = 0;
            List<LaneProgress> lanes = new ArrayList<>();
            List<Leaderboard.Score> scores = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString("farmer_id") == null) {
                        generation = rows.getInt("generation");
                        lanes.add(ViewProgress.lane(rows));
                    } else {
                        scores.add(new Leaderboard.Score(rows.getString("farmer_id"), rows.getLong("points")));
                    }
                }
            }
            return Leaderboard.of(scores, most, ViewProgress.of(generation, lanes));
        }
    }

    /** The statement of a scope's scores, whose parameters are added to those that are there. */
    private static String scores(LeaderboardScope scope, List<Object> values) {
        boolean ofBalances = scope.surveyId().isEmpty() && scope.month().isEmpty();
        StringBuilder sql = new StringBuilder(ofBalances ? OF_BALANCES : OF_TRANSFERS);
        scope.surveyId().ifPresent(surveyId -> {
            sql.append(" AND t.survey_id = ?");
            values.add(surveyId);
        });
        scope.month().ifPresent(month -> {
            sql.append(" AND t.day >= ? AND t.day < ?");
            values.add(month.atDay(1));
            values.add(month.plusMonths(1).atDay(1));
        });
        scope.region().ifPresent(region -> {
            sql.append(
                    ofBalances
                            ? " AND b.region = ?"
                            : " AND EXISTS (SELECT FROM views.point_balances b WHERE b.generation = t.generation"
                                    + " AND b.tenant = t.tenant AND b.farmer_id = t.farmer_id AND b.region = ?)");
            values.add(region);
        });
        return sql.append(ofBalances ? "" : " GROUP BY t.farmer_id").toString();
    }
}
