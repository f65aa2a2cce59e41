package org.farmer1st.local.issuer;

/** What the bearer of a token may do. The names are those of the claim {@code roles}. */
public enum Role {
    /** Writes its own responses, reads its own points and receipts. */
    farmer,
    /** Writes for the farmers of its tenant, reads receipts. */
    enumerator,
    /** Reads aggregates, leaderboards and views, never a single farmer's data. */
    stakeholder,
    /** Everything of its tenant. */
    admin
}
