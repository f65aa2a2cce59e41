package org.farmer1st.serving.catalog;

import java.util.List;
import org.farmer1st.postgres.attached.ViewColumn;

/**
 * What is asked of an attached view.
 *
 * @param tenant whose rows; always the caller's
 * @param after the key, without the tenant, of the row that the page before ended with; empty for the first page
 * @param limit rows a page
 */
record ViewQuery(String tenant, List<Filter> filters, List<String> after, int limit) {

    /** How a column compares with a value. */
    enum Comparison {
        EQUAL("="),
        FROM(">="),
        TO("<=");

        private final String operator;

        Comparison(String operator) {
            this.operator = operator;
        }

        String operator() {
            return operator;
        }
    }

    /** @param value as Postgres reads it */
    record Filter(ViewColumn column, Comparison comparison, String value) {}
}
