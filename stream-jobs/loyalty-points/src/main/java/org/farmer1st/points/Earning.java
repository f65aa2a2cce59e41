package org.farmer1st.points;

import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.TransferKind;

/**
 * What a change of a response adds to what its farmer has earned.
 *
 * @param cause the version that earned it, or that it is taken back from
 * @param points not zero; below it where they are taken back
 */
record Earning(TransferKind kind, ResponseVersion cause, long points) {}
