package org.farmer1st.postgres;

import java.time.Instant;

/**
 * What a flush brings a lane of a view to.
 *
 * @param view the view's name
 * @param generation the build of the view
 * @param lane the lane
 * @param log the id of the Kafka topic that the offsets are of
 * @param from the offset after which its rows changed; -1: the rows are all of the lane
 * @param to the offset up to which they are, inclusive
 * @param covered the offset of survey.submissions that this includes
 * @param asOf the append time of that record
 */
public record FlushRange(
        String view, int generation, int lane, String log, long from, long to, long covered, Instant asOf) {

    public FlushRange {
        if (from < -1 || to < from) {
            throw new IllegalArgumentException("A flush goes from -1 or more to no less: " + from + " to " + to);
        }
    }
}
