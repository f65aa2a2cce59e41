package org.farmer1st.serving.catalog;

import java.util.List;
import java.util.Map;

/**
 * Some rows of an attached view, and how far it was when they were read: both are of one statement's snapshot.
 *
 * @param columns the names of the columns, the tenant's left out
 * @param limit rows a page
 */
record ViewPage(LiveView view, List<String> columns, int limit, Content content) {

    /**
     * What depends on the rows alone.
     *
     * @param rows each with the columns in their order
     * @param suppressed how many rows of all that were asked for are left out, because they are of too few farmers
     * @param nextCursor null at the end
     */
    record Content(List<Map<String, Object>> rows, long suppressed, String nextCursor) {}
}
