package org.farmer1st.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * Bodies for a table of bad requests. In a cell of the table {@code ${x*5}} is {@code xxxxx}, {@code ${hex 80 ff}} is those
 * two bytes, {@code ⏎} the end of a line, {@code ${gzip}} before all else compresses what follows it, {@code GOOD} and {@code
 * SURVEY} are a response and a definition with which nothing is wrong, and {@code MARK} is {@link #MARK}.
 */
final class BadRequest {

    /** In every text that these bodies hold, and in nothing that the service says by itself. */
    static final String MARK = "Zawadi";

    static final String SURVEY = """
            {"surveyId":"plots","version":1,"title":"Plots","opensAt":"2026-01-01","closesAt":"2026-12-31",
             "questions":[
              {"name":"village","type":"select_one","choices":["God","Ruaca"],"required":true},
              {"name":"items","type":"select_multiple","choices":["cart","radio"]},
              {"name":"name","type":"text"},{"name":"rooms","type":"integer","min":0,"max":20},
              {"name":"area","type":"decimal","min":0.5},{"name":"planted","type":"date"},
              {"name":"started","type":"datetime"},{"name":"field","type":"geopoint"},
              {"name":"plots","type":"repeat","questions":[
                {"name":"size","type":"decimal","required":true},
                {"name":"crops","type":"repeat","questions":[{"name":"crop","type":"text"}]}]}],
             "dimensions":["village"],"points":{"base":5},"privacy":{"minGroupSize":1}}""";

    private static final String GZIP = "${gzip}";
    private static final Pattern EXPRESSION =
            Pattern.compile("\\$\\{(?:hex ([0-9a-f ]+)|(.+?)\\*(\\d+))}", Pattern.DOTALL);

    private BadRequest() {}

    /** A good response, its fields' JSON by their names. */
    static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("responseId", '"' + UUID.randomUUID().toString() + '"');
        fields.put("surveyId", "\"plots\"");
        fields.put("surveyVersion", "1");
        fields.put("farmerId", "\"f-1\"");
        fields.put("deviceTime", "\"2026-11-20T08:15:00Z\"");
        // Sent as it is received: else the device's clock would be taken for
        // one that is behind, and its time be corrected.
        fields.put("sentAt", '"' + Instant.now().toString() + '"');
        fields.put("answers", "{\"village\":\"God\",\"name\":\"" + MARK + "\"}");
        return fields;
    }

    /** A good response in which one field is other JSON, or left out where that is null. */
    static String response(String field, String json) {
        return object(fields(), field, json);
    }

    /** A good response in which one answer is other JSON, or left out where that is null. */
    static String responseAnswering(String question, String json) {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("village", "\"God\"");
        answers.put("name", '"' + MARK + '"');
        return response("answers", object(answers, question, json));
    }

    /** A good response. */
    static String good() {
        return response("sentAt", null);
    }

    private static String object(Map<String, String> fields, String field, String json) {
        if (json == null) {
            fields.remove(field);
        } else {
            fields.put(field, json);
        }
        return fields.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** What a cell of the table stands for. */
    static byte[] bytes(String cell) throws IOException {
        if (cell == null) {
            return new byte[0];
        }
        if (cell.startsWith(GZIP)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes(cell.substring(GZIP.length())));
            }
            return out.toByteArray();
        }
        String text = cell.replace('⏎', '\n')
                .replace("GOOD", good())
                .replace("SURVEY", SURVEY)
                .replace("MARK", MARK);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher expression = EXPRESSION.matcher(text);
        int done = 0;
        while (expression.find()) {
            out.writeBytes(text.substring(done, expression.start()).getBytes(StandardCharsets.UTF_8));
            out.writeBytes(
                    expression.group(1) != null
                            ? HexFormat.of().parseHex(expression.group(1).replace(" ", ""))
                            : expression
                                    .group(2)
                                    .repeat(Integer.parseInt(expression.group(3)))
                                    .getBytes(StandardCharsets.UTF_8));
            done = expression.end();
        }
        out.writeBytes(text.substring(done).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** The same, of a cell that is text. */
    static String text(String cell) throws IOException {
        return cell == null ? null : new String(bytes(cell), StandardCharsets.UTF_8);
    }
}
