package org.farmer1st.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * Brings a database to the platform's schema and creates the first generation of each view, then ends. Reads
 * {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD} and, where it differs from 16, {@code LANES}.
 */
public final class MigrateMain {

    private static final String DEFAULT_LANES = "16";

    private MigrateMain() {}

    public static void main(String[] args) throws SQLException {
        Map<String, String> environment = System.getenv();
        String url = required(environment, "DATABASE_URL");
        String user = required(environment, "DATABASE_USER");
        String password = required(environment, "DATABASE_PASSWORD");
        int lanes = Integer.parseInt(environment.getOrDefault("LANES", DEFAULT_LANES));
        int applied = Migrations.apply(url, user, password);
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            for (String view : Generations.VIEWS) {
                Generations.ensureLive(connection, view, lanes);
            }
        }
        System.out.println("The database is at its newest schema; migrations applied: " + applied + ".");
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            System.err.println("Set " + name + ".");
            System.exit(2);
        }
        return value;
    }
}
