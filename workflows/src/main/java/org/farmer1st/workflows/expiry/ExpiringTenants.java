package org.farmer1st.workflows.expiry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.farmer1st.workflows.database.DatabaseUnavailableException;

/** The tenants whose points can expire: those with a version of rules that says so, in force by now or not. */
public final class ExpiringTenants {

    private static final String ALL =
            "SELECT DISTINCT tenant FROM reference.points_rules WHERE expiry_days IS NOT NULL ORDER BY tenant";

    private final DataSource database;

    public ExpiringTenants(DataSource database) {
        this.database = database;
    }

    /** @throws DatabaseUnavailableException where trying again may help */
    List<String> all() {
        List<String> tenants = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(ALL);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tenants.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("The tenants whose points expire could not be read", e);
        }
        return tenants;
    }
}
