package org.farmer1st.serving.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.events.Account;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.LaneProgress;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * The view points in Postgres. Each answer carries the progress of the farmer's lane, read by the same statement: a
 * farmer's points depend on no other lane.
 */
public final class PointsView {

    private static final String BALANCES = """
            SELECT p.generation, p.lane, p.log, p.upto, p.covered, p.as_of,
                b.available, b.pending, b.reserved, b.paid, b.expired, b.owed, b.expiring,
                (SELECT json_object_agg(r.version, r.content::json)::text FROM views.point_rules r
                 WHERE r.generation = l.generation AND r.tenant = ? AND r.lane = p.lane) AS rules
            FROM views.live l
            JOIN views.progress p ON p.view = l.view AND p.generation = l.generation AND p.lane = ?
            LEFT JOIN views.point_balances b
                ON b.generation = l.generation AND b.tenant = ? AND b.farmer_id = ?
            WHERE l.view = 'points'""";

    private static final String TRANSFERS = """
            SELECT p.generation, p.lane, p.log, p.upto, p.covered, p.as_of, t.*
            FROM views.live l
            JOIN views.progress p ON p.view = l.view AND p.generation = l.generation AND p.lane = ?
            LEFT JOIN LATERAL (
                SELECT transfer_id, posting_offset, ordinal, kind, debit, credit, amount, survey_id, response_id,
                    rule_version, command_id, day, expires_on, at, recorded_at,
                    sum(amount * ((credit IN ('AVAILABLE', 'PENDING', 'RESERVED', 'OWED'))::int
                                - (debit IN ('AVAILABLE', 'PENDING', 'RESERVED', 'OWED'))::int))
                        OVER (ORDER BY posting_offset, ordinal) AS balance_after
                FROM views.point_transfers
                WHERE generation = l.generation AND tenant = ? AND farmer_id = ? AND recorded_at <= ?
            ) t ON (t.posting_offset, t.ordinal) < (?, ?)
            WHERE l.view = 'points'
            ORDER BY t.posting_offset DESC, t.ordinal DESC
            LIMIT ?""";

    private final Postgres postgres;
    private final Lanes lanes;

    public PointsView(Postgres postgres, Lanes lanes) {
        this.postgres = postgres;
        this.lanes = lanes;
    }

    /**
     * @param tier what the farmer is called; null for nothing
     * @param progress of the farmer's lane alone; {@link ViewProgress#NONE} where there is none
     */
    public record Balances(Points points, String tier, ViewProgress progress) {}

    /** @param balanceAfter the farmer's balance when it had been posted */
    record Posted(Transfer transfer, long balanceAfter) {}

    /** @param progress of the farmer's lane alone */
    record Transfers(List<Posted> transfers, ViewProgress progress) {}

    /** A farmer's balances; zeros for one who has none. */
    public CompletableFuture<Balances> balances(String tenant, String farmerId) {
        return postgres.read(connection -> readBalances(connection, tenant, farmerId));
    }

    /**
     * A farmer's transfers, newest first.
     *
     * @param recordedUntil only what the platform had by then
     * @param before only what stands before this place
     */
    CompletableFuture<Transfers> transfers(
            String tenant, String farmerId, Instant recordedUntil, Transfer.Place before, int most) {
        return postgres.read(connection -> readTransfers(connection, tenant, farmerId, recordedUntil, before, most));
    }

    private Balances readBalances(Connection connection, String tenant, String farmerId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BALANCES)) {
            statement.setString(1, tenant);
            statement.setInt(2, lanes.of(tenant, farmerId));
            statement.setString(3, tenant);
            statement.setString(4, farmerId);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return new Balances(Points.NONE, null, ViewProgress.NONE);
                }
                // Where the farmer has no row the columns are null, which reads as zero.
                Points points = new Points(
                        rows.getLong("available"),
                        rows.getLong("pending"),
                        rows.getLong("reserved"),
                        rows.getLong("paid"),
                        rows.getLong("expired"),
                        rows.getLong("owed"),
                        expiring(rows.getString("expiring")));
                LaneProgress lane = ViewProgress.lane(rows);
                String tier = tiers(rows.getString("rules")).of(points.earned(), lane.asOf());
                return new Balances(points, tier, progress(rows));
            }
        }
    }

    private static List<Points.Expiring> expiring(String json) {
        try {
            return json == null ? List.of() : Points.expiring(Json.mapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The view's own JSON can't be read", e);
        }
    }

    private static Tiers tiers(String json) {
        Tiers tiers = new Tiers();
        try {
            if (json != null) {
                Json.mapper()
                        .readTree(json)
                        .properties()
                        .forEach(version -> tiers.add(Integer.parseInt(version.getKey()), version.getValue()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The view's own JSON can't be read", e);
        }
        return tiers;
    }

    private Transfers readTransfers(
            Connection connection,
            String tenant,
            String farmerId,
            Instant recordedUntil,
            Transfer.Place before,
            int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRANSFERS)) {
            statement.setInt(1, lanes.of(tenant, farmerId));
            statement.setString(2, tenant);
            statement.setString(3, farmerId);
            statement.setObject(4, recordedUntil.atOffset(ZoneOffset.UTC));
            statement.setLong(5, before.offset());
            statement.setInt(6, before.ordinal());
            statement.setInt(7, most);
            List<Posted> transfers = new ArrayList<>();
            ViewProgress progress = ViewProgress.NONE;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    progress = progress(rows);
                    if (rows.getString("transfer_id") != null) {
                        transfers.add(new Posted(transfer(rows), rows.getLong("balance_after")));
                    }
                }
            }
            return new Transfers(transfers, progress);
        }
    }

    private static ViewProgress progress(ResultSet row) throws SQLException {
        LaneProgress lane = ViewProgress.lane(row);
        return ViewProgress.of(row.getInt("generation"), List.of(lane));
    }

    private static Transfer transfer(ResultSet row) throws SQLException {
        return new Transfer(
                row.getString("transfer_id"),
                new Transfer.Place(row.getLong("posting_offset"), row.getInt("ordinal")),
                row.getString("kind"),
                account(row.getString("debit")),
                account(row.getString("credit")),
                row.getLong("amount"),
                row.getString("survey_id"),
                row.getString("response_id"),
                row.getObject("rule_version", Integer.class),
                row.getString("command_id"),
                row.getObject("day", LocalDate.class),
                row.getObject("expires_on", LocalDate.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    private static Account account(String name) {
        for (Account account : Account.values()) {
            if (account.name().equals(name)) {
                return account;
            }
        }
        return Account.UNKNOWN;
    }
}
