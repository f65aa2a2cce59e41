package org.farmer1st.runtime.receipt;

import java.time.Instant;

/**
 * What a receipt says: this version of a response is in the log of record, here.
 *
 * @param offset of {@code survey.submissions}, in partition {@code lane}
 * @param receivedAt when ingest-api had it, in milliseconds
 */
public record Receipt(String tenant, String responseId, String versionId, int lane, long offset, Instant receivedAt) {}
