package org.farmer1st.workflows.onboarding;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.farmer1st.workflows.database.DatabaseUnavailableException;
import org.farmer1st.workflows.database.SqlStates;

/** The registered farmers: {@code reference.farmers}. */
public final class FarmerTable {

    /** What became of a registration. */
    public enum Registration {
        /** The row is there as this command says. */
        WRITTEN,
        /** The row is there as a later command says. Nothing was changed. */
        SUPERSEDED,
        /** Postgres cannot hold it. */
        NOT_STORABLE
    }

    // Workflows run in any order, are tried again, and are all run anew by a Temporal that lost its memory. The row
    // carries the position of the command that wrote it and gives way only to one further on, so that it ends as the
    // last command in the log says. Offsets, not the time of asking: instances of ingest-api have clocks of their own.
    // Offsets of another log cannot be compared; such a row is from before the topic was made anew, and gives way.
    private static final String REGISTER = """
            INSERT INTO reference.farmers AS stored (tenant, farmer_id, region, command_log, command_offset)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant, farmer_id) DO UPDATE
            SET region = excluded.region, command_log = excluded.command_log, command_offset = excluded.command_offset
            WHERE stored.command_log IS DISTINCT FROM excluded.command_log
               OR stored.command_offset < excluded.command_offset""";

    private static final String IS_OF = """
            SELECT command_offset = ? FROM reference.farmers
            WHERE tenant = ? AND farmer_id = ? AND command_log = ?""";

    private final DataSource database;

    public FarmerTable(DataSource database) {
        this.database = database;
    }

    /**
     * Has the farmer's row say what a command says, all of it, unless a later command has written the row. Doing it again
     * changes nothing, the row's version included.
     *
     * @param region null where it is not known
     * @param commandLog the id of the topic that the command stands in
     * @param commandOffset the command's offset there
     * @throws DatabaseUnavailableException where trying again may help
     */
    public Registration register(String tenant, String farmerId, String region, String commandLog, long commandOffset) {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement register = connection.prepareStatement(REGISTER)) {
                register.setString(1, tenant);
                register.setString(2, farmerId);
                register.setString(3, region);
                register.setString(4, commandLog);
                register.setLong(5, commandOffset);
                if (register.executeUpdate() == 1) {
                    return Registration.WRITTEN;
                }
            }
            try (PreparedStatement isOf = connection.prepareStatement(IS_OF)) {
                isOf.setLong(1, commandOffset);
                isOf.setString(2, tenant);
                isOf.setString(3, farmerId);
                isOf.setString(4, commandLog);
                try (ResultSet result = isOf.executeQuery()) {
                    if (!result.next()) {
                        throw new SQLException("The farmer was deleted at this moment");
                    }
                    return result.getBoolean(1) ? Registration.WRITTEN : Registration.SUPERSEDED;
                }
            }
        } catch (SQLException e) {
            if (SqlStates.isDataException(e)) {
                return Registration.NOT_STORABLE;
            }
            throw new DatabaseUnavailableException("The farmer could not be written", e);
        }
    }
}
