package org.farmer1st.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.apache.avro.Schema;
import org.farmer1st.events.Answer;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.SkippedQuestion;

/**
 * What the ledger reads of a fact: everything but what was answered. How many answers there are counts, and so there is an
 * object for each, which is empty.
 */
final class FactOutline {

    private static final Set<String> COUNTED = Set.of(
            Answer.getClassSchema().getName(),
            SkippedQuestion.getClassSchema().getName(),
            DimensionValue.getClassSchema().getName());

    private FactOutline() {}

    /** The schema of facts, in which answers, unanswered questions and dimensions have no fields. */
    static Schema schema() {
        JsonNode fact;
        try {
            fact = new ObjectMapper().readTree(ResponseFact.getClassSchema().toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every schema is JSON", e);
        }
        outline(fact);
        return new Schema.Parser().parse(fact.toString());
    }

    private static void outline(JsonNode node) {
        if (node.has("fields") && COUNTED.contains(node.path("name").asText())) {
            ((ObjectNode) node).putArray("fields");
        }
        node.forEach(FactOutline::outline);
    }
}
