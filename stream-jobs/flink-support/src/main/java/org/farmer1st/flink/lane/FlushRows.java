package org.farmer1st.flink.lane;

import java.util.ArrayList;
import java.util.List;

/** Collects the rows of a flush, a list a table. */
public final class FlushRows {

    private static final int BYTES_OF_ANOTHER_FIELD = 8;

    private final List<List<Object[]>> tables = new ArrayList<>();
    private long bytes;

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
        for (Object value : values) {
            bytes += bytes(value);
        }
    }

    private static int bytes(Object value) {
        if (value instanceof byte[] content) {
            return content.length;
        }
        return value instanceof String text ? text.length() : BYTES_OF_ANOTHER_FIELD;
    }

    /** Adds the rows of a part, a list a table. */
    void addAll(List<List<Object[]>> part) {
        for (int table = 0; table < part.size(); table++) {
            tables.get(table).addAll(part.get(table));
        }
    }

    /** About how many bytes the rows of a flush have. */
    static long bytes(Flush flush) {
        long sum = 0;
        for (List<Object[]> table : flush.tables()) {
            for (Object[] row : table) {
                for (Object value : row) {
                    sum += bytes(value);
                }
            }
        }
        return sum;
    }

    /** About how many bytes the rows have, texts counted as one a character. */
    long bytes() {
        return bytes;
    }

    List<List<Object[]>> tables() {
        return tables;
    }
}
