package org.farmer1st.streams.attached;

import java.util.List;

/**
 * What one record of a topic changes: all of it in one, so that a view never shows half of it.
 *
 * @param topic where it was read
 * @param partition where it was read
 * @param appendedAt when the broker had it, in milliseconds since the epoch
 * @param changes none for a record that changes nothing, which moves time on all the same
 */
record Step<C>(String topic, int partition, long appendedAt, List<C> changes) {}
