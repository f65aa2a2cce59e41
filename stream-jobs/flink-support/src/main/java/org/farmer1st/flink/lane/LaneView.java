package org.farmer1st.flink.lane;

import java.io.Serializable;
import java.time.Instant;
import org.farmer1st.flink.state.Codec;

/**
 * What a view makes of a lane: how an event changes what is kept, and what of it is a row. It must be a pure function of
 * the lane's events in their order: no clock, no randomness, nothing read from elsewhere.
 *
 * @param <V> the events of the lane
 * @param <R> what is kept, by a text key within the lane
 */
public interface LaneView<V, R> extends Serializable {

    /** How what is kept is written into state. */
    Codec<R> codec();

    /** The offset of survey.submissions that the event brings its reader to. */
    long covered(V event);

    /** The append time of that record. */
    Instant coveredAt(V event);

    /**
     * Changes what is kept as the event says.
     *
     * @param offset where in the lane's topic the event stands
     */
    void apply(long offset, V event, LaneEntries<R> entries);

    /** Adds the rows that an entry stands for, if it stands for any. */
    void rows(String key, R entry, FlushRows rows);

    /** Whether an entry ever stands for rows; one that doesn't is kept, and makes no flush larger. */
    default boolean hasRows(R entry) {
        return true;
    }

    /** How many lists of rows a flush has. */
    int tables();
}
