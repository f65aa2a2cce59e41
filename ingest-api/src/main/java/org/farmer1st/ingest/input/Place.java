package org.farmer1st.ingest.input;

/**
 * A place in a JSON document, written out only when something is wrong there.
 *
 * @param parent null for the root
 * @param name the field, empty for the document itself
 * @param index in an array, or -1
 */
public record Place(Place parent, String name, int index) {

    /** The document itself. */
    public static final Place ROOT = new Place(null, "", -1);

    /** An object in a field. */
    public Place in(String field) {
        return new Place(this, field, -1);
    }

    /** An object in an array in a field. */
    public Place in(String field, int position) {
        return new Place(this, field, position);
    }

    /** The path of a field here: {@code answers.D_plots[0].D02_total_plot}. */
    public String field(String field) {
        String here = toString();
        return here.isEmpty() ? field : here + '.' + field;
    }

    @Override
    public String toString() {
        if (parent == null) {
            return name;
        }
        String above = parent.toString();
        String step = index < 0 ? name : name + '[' + index + ']';
        return above.isEmpty() ? step : above + '.' + step;
    }
}
