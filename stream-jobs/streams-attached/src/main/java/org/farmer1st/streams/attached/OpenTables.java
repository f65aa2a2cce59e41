package org.farmer1st.streams.attached;

import org.apache.kafka.streams.state.KeyValueStore;

/** A job's tables, once they are restored. */
@FunctionalInterface
public interface OpenTables {

    /** A table that the job's function named. */
    <V> KeyValueStore<String, V> open(StateTable<V> table);
}
