package org.farmer1st.ingest.surveys;

import java.util.Set;
import org.farmer1st.ingest.input.Names;

/**
 * A question of a survey, or a repeat of several.
 *
 * @param name unique among its siblings
 * @param path its names from the top, joined by '/': {@code D_plots/D_crops/D_curr_crop}
 * @param required whether it has to be answered, in each occurrence of the repeat that it is in
 * @param personal whether its answers are set apart from the log of record
 * @param choices of a select, in the order of the definition; empty where it names none, and of what is no select
 * @param min of a number, inclusive; null: unbounded
 * @param max of a number, inclusive; null: unbounded
 * @param questions of a repeat; else empty
 */
public record Question(
        String name,
        String path,
        QuestionType type,
        boolean required,
        boolean personal,
        Set<String> choices,
        Double min,
        Double max,
        QuestionGroup questions) {

    /** Whether a select may be answered so: by a choice that it names, or where it names none, by anything that could be one. */
    public boolean takes(String choice) {
        return choices.isEmpty() ? Names.isChoice(choice) : choices.contains(choice);
    }
}
