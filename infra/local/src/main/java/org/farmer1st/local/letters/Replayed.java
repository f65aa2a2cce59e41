package org.farmer1st.local.letters;

import java.time.Instant;
import org.farmer1st.local.letters.Letter.Origin;

/**
 * That a letter was put back.
 *
 * @param origin of the letter
 * @param as the offset that it has now, in the same topic and partition
 * @param at when, by the broker's clock
 */
record Replayed(Origin origin, long as, Instant at) {}
