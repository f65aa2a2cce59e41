package org.farmer1st.postgres;

import org.flywaydb.core.Flyway;

/** The schema of the platform's database, and what brings a database to it. */
public final class Migrations {

    private Migrations() {}

    /**
     * Applies the migrations that the database has not seen. Safe to repeat and to run twice at once: Flyway takes a
     * lock.
     *
     * @return how many were applied
     */
    public static int apply(String jdbcUrl, String user, String password) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbcUrl, user, password)
                .locations("classpath:org/farmer1st/postgres/migrations")
                .connectRetries(5)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
