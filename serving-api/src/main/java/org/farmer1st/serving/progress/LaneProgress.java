package org.farmer1st.serving.progress;

import java.time.Instant;

/**
 * How far one lane of a view is.
 *
 * @param log the id of the topic that the rows are of; null before the first flush
 * @param upto the last offset of that topic that is in the rows, -1 for none
 * @param covered the last offset of {@code survey.submissions} that is, -1 for none
 * @param asOf the append time of that submission
 */
public record LaneProgress(int lane, String log, long upto, long covered, Instant asOf) {

    /** Whether anything of the lane's log has been seen. */
    public boolean begun() {
        return upto >= 0;
    }
}
