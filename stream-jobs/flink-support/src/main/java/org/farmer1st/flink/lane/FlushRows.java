package org.farmer1st.flink.lane;

import java.util.ArrayList;
import java.util.List;

/** Collects the rows of a flush, a list a table. */
public final class FlushRows {

    private final List<List<Object[]>> tables = new ArrayList<>();

    FlushRows(int count) {
        for (int i = 0; i < count; i++) {
            tables.add(new ArrayList<>());
        }
    }

    /**
     * Adds a row; no key may come twice in a flush.
     *
     * @param values strings, longs, integers, byte arrays or nulls, in the order of the table's columns
     */
    public void add(int table, Object... values) {
        tables.get(table).add(values);
    }

    List<List<Object[]>> tables() {
        return tables;
    }
}
