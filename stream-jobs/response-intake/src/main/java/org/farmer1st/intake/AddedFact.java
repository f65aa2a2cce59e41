package org.farmer1st.intake;

/**
 * The fact that a response counts from now on, by the submission that it is of.
 *
 * @param coveredAt in milliseconds since 1970
 * @param submission the submission as it came, of any schema
 * @param region null where none is known
 */
record AddedFact(int lane, long covered, long coveredAt, byte[] submission, String region) {}
