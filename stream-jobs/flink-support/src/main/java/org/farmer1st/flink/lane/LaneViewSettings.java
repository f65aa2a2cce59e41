package org.farmer1st.flink.lane;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a lane view operator is told.
 *
 * @param view the view's name
 * @param generation the build of the view that is written
 * @param lanes how many lanes there are
 * @param log the id of the topic that is read
 * @param flushInterval the least time between an operator's flushes ({@link FlushPace})
 * @param flushEntries how many changed entries of a lane make a flush at once
 * @param probeInterval how often a lane that is silent is compared with what is stored of it
 */
public record LaneViewSettings(
        String view,
        int generation,
        int lanes,
        String log,
        Duration flushInterval,
        int flushEntries,
        Duration probeInterval)
        implements Serializable {}
