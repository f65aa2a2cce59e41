package org.farmer1st.ingest.surveys;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The questions of a survey, or of one repeat in it. Answers are kept by a question's position. */
public final class QuestionGroup {

    /** No questions. */
    public static final QuestionGroup EMPTY = new QuestionGroup(List.of());

    private final List<Question> questions;
    private final Map<String, Integer> positions = new HashMap<>();
    private final byte[][] names;
    private final byte[][] paths;

    /** @param questions with distinct names */
    public QuestionGroup(List<Question> questions) {
        this.questions = List.copyOf(questions);
        this.names = questions.stream().map(question -> utf8(question.name())).toArray(byte[][]::new);
        this.paths = questions.stream().map(question -> utf8(question.path())).toArray(byte[][]::new);
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A question's name in UTF-8, not to be changed. */
    public byte[] nameUtf8(int position) {
        return names[position];
    }

    /** A question's path in UTF-8, not to be changed. */
    public byte[] pathUtf8(int position) {
        return paths[position];
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
