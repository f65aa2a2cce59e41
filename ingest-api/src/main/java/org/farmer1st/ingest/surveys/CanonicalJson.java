package org.farmer1st.ingest.surveys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * One spelling for each JSON content: keys sorted, no white space, whole numbers without a fraction, and fields that are
 * null left out. It survives a passage through Postgres' jsonb, which keeps neither order nor white space.
 */
final class CanonicalJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Postgres' jsonb spells whole numbers in digits, however large; up to here a long has the same ones. */
    private static final double WHOLE_BELOW = 1e18;

    private CanonicalJson() {}

    /** @param tree whose numbers fit into a long or a double */
    static String of(JsonNode tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, tree);
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, JsonNode node) throws IOException {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                sorted.put(field.getKey(), field.getValue());
            }
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                if (!field.getValue().isNull()) {
                    json.writeFieldName(field.getKey());
                    write(json, field.getValue());
                }
            }
            json.writeEndObject();
        } else if (node.isArray()) {
            json.writeStartArray();
            for (JsonNode element : node) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (node.isTextual()) {
            json.writeString(node.textValue());
        } else if (node.isBoolean()) {
            json.writeBoolean(node.booleanValue());
        } else if (node.isNull()) {
            json.writeNull();
        } else if (node.isIntegralNumber()) {
            json.writeNumber(node.longValue());
        } else {
            double number = node.doubleValue();
            if (number == Math.rint(number) && Math.abs(number) < WHOLE_BELOW) {
                json.writeNumber((long) number);
            } else {
                json.writeNumber(number);
            }
        }
    }
}
