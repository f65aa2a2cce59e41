package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Place;
import org.farmer1st.ingest.surveys.Question;
import org.farmer1st.ingest.surveys.QuestionGroup;

/**
 * Reads answers as they stream by and holds them against the questions. An answer that is null, an empty text, an empty
 * choice and a repeat without occurrences are no answers.
 */
final class AnswersReader {

    /**
     * Questions of a response, each counted in every occurrence of its repeat: what it may take of memory, and of the
     * events made of it, however short its JSON.
     */
    static final int MOST_QUESTIONS = 20_000;

    private final Faults faults;
    private final ValueReader values;
    private int questions;

    AnswersReader(Faults faults) {
        this.faults = faults;
        this.values = new ValueReader(faults);
    }

    /** The parser stands on the opening brace, and is left on the closing one. Meaningless where there are faults. */
    Answers read(JsonParser json, QuestionGroup group, Place place) throws IOException {
        questions += group.size();
        Object[] answered = new Object[group.size()];
        boolean[] seen = new boolean[group.size()];
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            int position = group.position(name);
            if (position < 0) {
                faults.add(place, name, "is not a question of this survey here");
                json.skipChildren();
            } else if (seen[position]) {
                faults.add(place, name, "is answered twice");
                json.skipChildren();
            } else {
                seen[position] = true;
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    answered[position] = read(json, group.get(position), place);
                }
            }
        }
        for (int i = 0; i < answered.length; i++) {
            if (answered[i] == null && group.get(i).required()) {
                faults.add(place, group.get(i).name(), "has to be answered");
            }
        }
        return new Answers(group, answered);
    }

    private Object read(JsonParser json, Question question, Place place) throws IOException {
        return switch (question.type()) {
            case REPEAT -> occurrences(json, question, place);
            case INTEGER, DECIMAL, TEXT, SELECT_ONE, SELECT_MULTIPLE, DATE, DATETIME, GEOPOINT ->
                values.read(json, question, place);
        };
    }

    private Object occurrences(JsonParser json, Question question, Place place) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            faults.add(place, question.name(), "is a repeat, and must be a list of objects");
            json.skipChildren();
            return ValueReader.WRONG;
        }
        List<Answers> occurrences = new ArrayList<>();
        for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (questions + question.questions().size() > MOST_QUESTIONS) {
                faults.add(
                        place,
                        question.name() + '[' + i + ']',
                        "is more than is taken: a response holds " + MOST_QUESTIONS
                                + " questions at most, counted in every occurrence of a repeat");
                leave(json);
                return ValueReader.WRONG;
            }
            if (json.currentToken() == JsonToken.START_OBJECT) {
                occurrences.add(read(json, question.questions(), place.in(question.name(), i)));
            } else {
                faults.add(place, question.name() + '[' + i + ']', "must be an object");
                json.skipChildren();
                occurrences.add(new Answers(
                        question.questions(), new Object[question.questions().size()]));
            }
        }
        return occurrences.isEmpty() ? null : occurrences;
    }

    /** Leaves the array in which the parser stands on an element. */
    private static void leave(JsonParser json) throws IOException {
        do {
            json.skipChildren();
        } while (json.nextToken() != JsonToken.END_ARRAY);
    }
}
