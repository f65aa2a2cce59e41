package org.farmer1st.flink.lane;

import java.util.function.Supplier;

/**
 * What is kept of one lane, while an event is applied to it.
 *
 * @param <R> what is kept by key
 */
public interface LaneEntries<R> {

    /** An entry, to be looked at only; null where there is none. */
    R find(String key);

    /**
     * An entry, to be changed in place before {@link LaneView#apply} returns; its rows are part of the next flush.
     *
     * @param initial makes it where there is none
     */
    R change(String key, Supplier<R> initial);
}
