package org.farmer1st.ingest.responses;

import org.farmer1st.ingest.surveys.Question;
import org.farmer1st.ingest.surveys.QuestionGroup;

/**
 * The answers to a group of questions: of the survey, or of one occurrence of a repeat. Values stand at their question's
 * position and are
 *
 * <ul>
 *   <li>integer: {@link Long}; decimal: {@link Double}
 *   <li>text, select_one: {@link String}; select_multiple: a sorted {@code List<String>}
 *   <li>date: {@link java.time.LocalDate}; datetime: {@link java.time.Instant}; geopoint: {@link Position}
 *   <li>repeat: a {@code List<Answers>}, one for each occurrence
 *   <li>null where there is no answer
 * </ul>
 */
record Answers(QuestionGroup group, Object[] values) {

    Question question(int position) {
        return group.get(position);
    }
}
