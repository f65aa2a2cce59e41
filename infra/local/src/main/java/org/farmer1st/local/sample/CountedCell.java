package org.farmer1st.local.sample;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** One cell of a {@link PlainCount}: how many responses and farmers it has, and what they answered. */
final class CountedCell {

    private long responses;
    private final BitSet farmers = new BitSet();
    private final Map<String, CountedAnswers> answers = new HashMap<>();

    /** @param farmer its number; the same farmer has always the same */
    void addResponse(int farmer) {
        responses++;
        farmers.set(farmer);
    }

    /** The question's answers, to be added to. */
    CountedAnswers counting(String question) {
        return answers.computeIfAbsent(question, path -> new CountedAnswers());
    }

    long responses() {
        return responses;
    }

    long farmers() {
        return farmers.cardinality();
    }

    /** What was counted of a question; nothing where no response came as far as to be asked it. */
    CountedAnswers answers(String question) {
        return answers.getOrDefault(question, new CountedAnswers());
    }
}
