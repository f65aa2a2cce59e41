package org.farmer1st.workflows.rules;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.farmer1st.workflows.database.DatabaseUnavailableException;
import org.farmer1st.workflows.database.SqlStates;

/** The published rules: {@code reference.points_rules}. */
public final class RulesTable {

    /** What became of adding rules. */
    public enum Addition {
        /** They are there now. */
        ADDED,
        /** They were there. */
        PRESENT,
        /** The version was there, with other content. Nothing was changed. */
        PRESENT_WITH_OTHER_CONTENT,
        /** Postgres refuses them. */
        NOT_STORABLE
    }

    private static final String ROW = """
            (SELECT "inForceFrom" AS in_force_from, "basePoints" AS base_points,
                coalesce("pointsPerAnswer", 0) AS points_per_answer, coalesce("completeBonus", 0) AS complete_bonus,
                "dailyCap" AS daily_cap, "streakDays" AS streak_days, coalesce("streakBonus", 0) AS streak_bonus,
                "expiryDays" AS expiry_days, coalesce(tiers, '[]') AS tiers, budget
            FROM jsonb_to_record(?::jsonb) AS r("inForceFrom" timestamptz, "basePoints" bigint,
                "pointsPerAnswer" bigint, "completeBonus" bigint, "dailyCap" bigint, "streakDays" int,
                "streakBonus" bigint, "expiryDays" int, tiers jsonb, budget bigint)) AS asked""";

    private static final String COLUMNS =
            "in_force_from, base_points, points_per_answer, complete_bonus, daily_cap, streak_days,"
                    + " streak_bonus, expiry_days, tiers, budget";

    private static final String ADD =
            "INSERT INTO reference.points_rules (tenant, version, published_at, " + COLUMNS + ")"
                    + " SELECT ?, ?, ?::timestamptz, " + COLUMNS + " FROM " + ROW
                    + " ON CONFLICT (tenant, version) DO NOTHING";

    private static final String COMPARE = "SELECT (SELECT ROW(" + COLUMNS + ") FROM reference.points_rules"
            + " WHERE tenant = ? AND version = ?) IS NOT DISTINCT FROM (SELECT ROW(" + COLUMNS + ") FROM " + ROW + ")";

    private final DataSource database;

    public RulesTable(DataSource database) {
        this.database = database;
    }

    /**
     * Adds rules unless their version is there. They are the same where all is that they give; when each was published doesn't
     * matter.
     *
     * @param rules as {@link RulesRequest} has them
     * @throws DatabaseUnavailableException where trying again may help
     */
    public Addition add(String tenant, String publishedAt, int version, String rules) {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement add = connection.prepareStatement(ADD)) {
                add.setString(1, tenant);
                add.setInt(2, version);
                add.setString(3, publishedAt);
                add.setString(4, rules);
                if (add.executeUpdate() == 1) {
                    return Addition.ADDED;
                }
            }
            try (PreparedStatement compare = connection.prepareStatement(COMPARE)) {
                compare.setString(1, tenant);
                compare.setInt(2, version);
                compare.setString(3, rules);
                try (ResultSet result = compare.executeQuery()) {
                    result.next();
                    return result.getBoolean(1) ? Addition.PRESENT : Addition.PRESENT_WITH_OTHER_CONTENT;
                }
            }
        } catch (SQLException e) {
            if (SqlStates.isDataException(e) || SqlStates.isCheckViolation(e)) {
                return Addition.NOT_STORABLE;
            }
            throw new DatabaseUnavailableException("The rules could not be written", e);
        }
    }
}
