package org.farmer1st.streams.attached;

import java.util.List;
import java.util.function.Consumer;

/**
 * A job's arithmetic and state: which rows a change makes. All changes of a job reach one instance, one after the other, each
 * once for what is committed; what it keeps in its tables is committed with the rows.
 *
 * @param <C> a change: a record of values, stored as JSON between the job's two steps
 */
public interface RowFunction<C> {

    /** Its tables: the same each time it is asked. One that isn't named here can't be opened. */
    List<StateTable<?>> tables();

    /** Called before the first change, once the tables hold what was committed. */
    void open(OpenTables tables);

    /** Applies a change, and hands on the rows that it makes, changes or takes away. */
    void apply(C change, Consumer<ViewRow> rows);
}
