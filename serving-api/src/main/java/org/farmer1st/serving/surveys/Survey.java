package org.farmer1st.serving.surveys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What readers need of a survey: all its published versions seen as one, because their responses are counted in the
 * same cells.
 *
 * <p>A question or a dimension is known where any version has it; a later version says its type. The smallest group that
 * may be shown is the <i>largest</i> that any version asks for: it was promised to those who answered under it.
 */
public final class Survey {

    private final List<JsonNode> versions;
    private final long rowVersion;
    private final Map<String, String> questionTypes = new HashMap<>();
    private final Set<String> dimensions = new HashSet<>();
    private final int minGroupSize;

    /**
     * @param versions the definitions, oldest first, at least one
     * @param rowVersion the highest of their rows
     */
    public Survey(List<JsonNode> versions, long rowVersion) {
        this.versions = List.copyOf(versions);
        this.rowVersion = rowVersion;
        int largest = 1;
        for (JsonNode definition : versions) {
            collect("", definition.path("questions"));
            definition.path("dimensions").forEach(name -> dimensions.add(name.asText()));
            largest = Math.max(
                    largest, definition.path("privacy").path("minGroupSize").asInt(1));
        }
        this.minGroupSize = largest;
    }

    private void collect(String prefix, JsonNode questions) {
        for (JsonNode question : questions) {
            String path = prefix + question.path("name").asText();
            questionTypes.put(path, question.path("type").asText());
            collect(path + '/', question.path("questions"));
        }
    }

    /** All definitions, oldest first. */
    public List<JsonNode> versions() {
        return versions;
    }

    /** The newest definition. */
    public JsonNode latest() {
        return versions.get(versions.size() - 1);
    }

    /** The highest row version that this was read from. */
    public long rowVersion() {
        return rowVersion;
    }

    /** The type of a question by its path, {@code repeat} included. */
    public Optional<String> questionType(String path) {
        return Optional.ofNullable(questionTypes.get(path));
    }

    /** The paths of all questions. */
    public Set<String> questions() {
        return Set.copyOf(questionTypes.keySet());
    }

    /** What the survey may be grouped by. */
    public Set<String> dimensions() {
        return Set.copyOf(dimensions);
    }

    /** The fewest distinct farmers that a cell may be shown of. */
    public int minGroupSize() {
        return minGroupSize;
    }
}
