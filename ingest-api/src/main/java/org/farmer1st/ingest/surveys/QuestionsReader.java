package org.farmer1st.ingest.surveys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Fields;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.Place;

/** Reads the questions of a definition, and those of its repeats. */
final class QuestionsReader {

    private static final int MOST_QUESTIONS = 2_000;
    private static final int MOST_CHOICES = 2_000;
    private static final int DEEPEST_REPEAT = 8;

    private static final Set<String> FIELDS =
            Set.of("name", "type", "required", "choices", "min", "max", "personal", "questions");

    private final Faults faults;
    private final Fields fields;
    private int count;

    QuestionsReader(Faults faults, Fields fields) {
        this.faults = faults;
        this.fields = fields;
    }

    /** The questions in the field of that name; those that could be read, where there are faults. */
    QuestionGroup read(JsonNode object, Place place) {
        return group(object, place, "", 0);
    }

    private QuestionGroup group(JsonNode object, Place place, String prefix, int depth) {
        JsonNode array = fields.requiredArray(object, place, "questions");
        if (array == null) {
            return QuestionGroup.EMPTY;
        }
        if (array.isEmpty()) {
            faults.add(place, "questions", "must hold a question");
        }
        if (depth > DEEPEST_REPEAT) {
            faults.add(place, "questions", "are in more than " + DEEPEST_REPEAT + " repeats");
            return QuestionGroup.EMPTY;
        }
        List<Question> questions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            if (++count > MOST_QUESTIONS) {
                faults.add(place, "questions", "are more than " + MOST_QUESTIONS + " in the survey");
                break;
            }
            Question question = question(array.get(i), place.in("questions", i), prefix, depth);
            if (question != null) {
                if (!names.add(question.name())) {
                    faults.add(place.in("questions", i), "name", "is the name of another question beside it");
                } else {
                    questions.add(question);
                }
            }
        }
        return new QuestionGroup(questions);
    }

    private Question question(JsonNode node, Place place, String prefix, int depth) {
        if (!node.isObject()) {
            faults.add(place.toString(), "must be an object");
            return null;
        }
        fields.onlyThese(node, place, FIELDS);
        String name = fields.requiredText(node, place, "name");
        if (name != null && !Names.isQuestion(name)) {
            faults.add(place, "name", "must be letters, digits and underscores, 64 at most, not a digit first");
        }
        String spelling = fields.requiredText(node, place, "type");
        Optional<QuestionType> known = spelling == null ? Optional.empty() : QuestionType.of(spelling);
        if (spelling != null && known.isEmpty()) {
            faults.add(
                    place,
                    "type",
                    "must be one of integer, decimal, text, select_one, select_multiple, date, datetime, geopoint,"
                            + " repeat");
        }
        Boolean required = fields.flag(node, place, "required");
        Boolean personal = fields.flag(node, place, "personal");
        Double min = fields.number(node, place, "min");
        Double max = fields.number(node, place, "max");
        if (min != null && max != null && min > max) {
            faults.add(place, "max", "must not be less than min");
        }
        if (name == null || known.isEmpty()) {
            return null;
        }
        QuestionType type = known.get();
        refuseMisplaced(node, place, type);
        String path = prefix + name;
        return new Question(
                name,
                path,
                type,
                Boolean.TRUE.equals(required),
                personal == null ? type == QuestionType.TEXT : personal,
                type.isSelect() ? choices(node, place) : Set.of(),
                min,
                max,
                type == QuestionType.REPEAT ? group(node, place, path + '/', depth + 1) : QuestionGroup.EMPTY);
    }

    private void refuseMisplaced(JsonNode node, Place place, QuestionType type) {
        if (!type.isNumber()) {
            refuse(node, place, "min", "is for numbers");
            refuse(node, place, "max", "is for numbers");
        }
        if (!type.isSelect()) {
            refuse(node, place, "choices", "is for select_one and select_multiple");
        }
        if (type == QuestionType.REPEAT) {
            refuse(node, place, "personal", "is for the questions in the repeat");
        } else {
            refuse(node, place, "questions", "is for repeats");
        }
    }

    private void refuse(JsonNode node, Place place, String field, String message) {
        if (node.hasNonNull(field)) {
            faults.add(place, field, message);
        }
    }

    private Set<String> choices(JsonNode node, Place place) {
        Set<String> choices = new LinkedHashSet<>();
        JsonNode array = node.hasNonNull("choices") ? fields.requiredArray(node, place, "choices") : null;
        if (array == null) {
            return choices;
        }
        if (array.isEmpty() || array.size() > MOST_CHOICES) {
            faults.add(place, "choices", "must be 1 to " + MOST_CHOICES);
        }
        for (int i = 0; i < array.size(); i++) {
            JsonNode choice = array.get(i);
            String field = "choices[" + i + ']';
            if (!choice.isTextual() || !Names.isChoice(choice.textValue())) {
                faults.add(place, field, "must be a text of 1 to " + Names.LONGEST_CHOICE + " characters on one line");
            } else if (!choices.add(choice.textValue())) {
                faults.add(place, field, "is there twice");
            }
        }
        return choices;
    }
}
