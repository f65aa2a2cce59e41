package org.farmer1st.ingest.responses;

/**
 * What a caller is told of a response that Kafka has.
 *
 * @param receipt proves that it has
 * @param status {@code accepted}, or {@code duplicate} where it had it before
 */
record Accepted(String responseId, String receipt, String status) {

    static final String ACCEPTED = "accepted";
    static final String DUPLICATE = "duplicate";
}
