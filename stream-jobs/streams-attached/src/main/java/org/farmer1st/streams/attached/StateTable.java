package org.farmer1st.streams.attached;

import java.util.regex.Pattern;

/**
 * A table of a job's state: values by texts, in RocksDB, and in Kafka from where it is restored. A value is stored as JSON, by
 * the names of its components: to rename one, or to add one, is to change what the state means, and {@code job upgrade}
 * says so before it stops anything.
 *
 * @param name of the table, in the job: lower-case letters, digits and {@code -}
 * @param type of its values
 */
public record StateTable<V>(String name, Class<V> type) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

    public StateTable {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A table's name is lower-case letters, digits and -, not '" + name + "'");
        }
    }
}
