package org.farmer1st.@PACKAGE@;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.streams.attached.OpenTables;
import org.farmer1st.streams.attached.RowFunction;
import org.farmer1st.streams.attached.StateTable;
import org.farmer1st.streams.attached.ViewRow;

/**
 * Counts the responses of a survey and a day, and the farmers who gave them.
 *
 * <p>State: how many responses each farmer has there, and how many responses and farmers there are; bounded by the responses
 * that stand, and cleared with the last one. It is committed with the rows: a replay after a failure begins with what it was.
 */
final class ResponseCount implements RowFunction<Change> {

    private static final StateTable<Long> OF_FARMER = new StateTable<>("responses-of-farmer", Long.class);
    private static final StateTable<Counts> COUNTS = new StateTable<>("counts", Counts.class);

    private KeyValueStore<String, Long> ofFarmer;
    private KeyValueStore<String, Counts> counts;

    /** What a row shows. */
    record Counts(long responses, long farmers) {}

    @Override
    public List<StateTable<?>> tables() {
        return List.of(OF_FARMER, COUNTS);
    }

    @Override
    public void open(OpenTables tables) {
        ofFarmer = tables.open(OF_FARMER);
        counts = tables.open(COUNTS);
    }

    @Override
    public void apply(Change change, Consumer<ViewRow> rows) {
        Long known = ofFarmer.get(change.farmerKey());
        long before = known == null ? 0 : known;
        long after = before + change.by();
        ofFarmer.put(change.farmerKey(), after == 0 ? null : after);

        Counts there = counts.get(change.key());
        Counts standing = there == null ? new Counts(0, 0) : there;
        Counts now = new Counts(
                standing.responses() + change.by(),
                standing.farmers() + (after == 0 ? 0 : 1) - (before == 0 ? 0 : 1));
        counts.put(change.key(), now.responses() == 0 ? null : now);

        ViewRow row =
                ViewRow.of(change.tenant(), change.surveyId(), change.day(), now.responses(), now.farmers());
        rows.accept(now.responses() == 0 ? row.gone() : row);
    }
}
