package org.farmer1st.postgres.attached;

/**
 * A column of an attached view.
 *
 * @param name lower-case letters, digits and underscores, a letter first, 41 at most
 * @param type what its values are
 * @param description what it says, for those who read the view; may be empty
 */
public record ViewColumn(String name, Type type, String description) {

    /** What values are, and what Postgres stores them as. */
    public enum Type {
        /** Text, ordered by its bytes. */
        TEXT("text", "text COLLATE \"C\""),
        /** A whole number of 64 bits. */
        BIGINT("int8", "bigint"),
        /** A binary floating-point number of 64 bits. */
        DOUBLE("float8", "double precision"),
        /** A decimal number, exact. */
        NUMERIC("numeric", "numeric"),
        /** True or false. */
        BOOLEAN("bool", "boolean"),
        /** A day, without a zone. */
        DATE("date", "date"),
        /** An instant, to the microsecond. */
        TIMESTAMP("timestamptz", "timestamptz");

        private final String postgresName;
        private final String declaration;

        Type(String postgresName, String declaration) {
            this.postgresName = postgresName;
            this.declaration = declaration;
        }

        /** The Postgres type's own name, as in {@code createArrayOf} and casts. */
        public String postgresName() {
            return postgresName;
        }

        String declaration() {
            return declaration;
        }
    }

    public ViewColumn {
        description = description == null ? "" : description;
    }
}
