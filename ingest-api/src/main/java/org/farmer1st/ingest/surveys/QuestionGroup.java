package org.farmer1st.ingest.surveys;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The questions of a survey, or of one repeat in it. Answers are kept by a question's position. */
public final class QuestionGroup {

    /** No questions. */
    public static final QuestionGroup EMPTY = new QuestionGroup(List.of());

    private final List<Question> questions;
    private final Map<String, Integer> positions = new HashMap<>();

    /** @param questions with distinct names */
    public QuestionGroup(List<Question> questions) {
        this.questions = List.copyOf(questions);
        for (int i = 0; i < questions.size(); i++) {
            positions.put(questions.get(i).name(), i);
        }
    }

    public int size() {
        return questions.size();
    }

    public Question get(int position) {
        return questions.get(position);
    }

    /** In the order of the definition. */
    public List<Question> questions() {
        return questions;
    }

    /** The position of a question, or -1 where there is none of this name. */
    public int position(String name) {
        Integer position = positions.get(name);
        return position == null ? -1 : position;
    }
}
