package org.farmer1st.streams.attached;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What becomes of one row of an attached view.
 *
 * @param deleted whether the row with this key is gone; else this is the row from now on
 * @param values in the order of the definition's columns: {@code String, Long, Double, BigDecimal, Boolean, LocalDate} or
 *     {@code Instant}, by the column's type, or null; of a deleted row only those of the key matter
 */
public record ViewRow(boolean deleted, List<Object> values) {

    public ViewRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** A row that is there from now on. */
    public static ViewRow of(Object... values) {
        return new ViewRow(false, Arrays.asList(values));
    }

    /** The same row, gone. */
    public ViewRow gone() {
        return new ViewRow(true, values);
    }
}
