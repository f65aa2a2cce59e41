package org.farmer1st.sqljobs.catalog;

/**
 * What a record changes in a table.
 *
 * @param <S> what a row is made of
 */
interface RowChanges<S> {

    /** A row that is there from now on. */
    void insert(S row);

    /** A row that is another from now on, under the same key. */
    void replace(S before, S after);

    /** A row that is gone. */
    void delete(S row);
}
