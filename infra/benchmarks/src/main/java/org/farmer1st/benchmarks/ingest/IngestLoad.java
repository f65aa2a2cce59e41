package org.farmer1st.benchmarks.ingest;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.load.RequestSource;

/** Uploads of responses, one a request or many, each response with an id of its own and farmers in turn. */
final class IngestLoad implements RequestSource {

    /** Whose responses these are. */
    static final String TENANT = "benchmark";

    /** Different farmers; enough for every lane to have its share. */
    static final int FARMERS = 10_000;

    private static final int TEMPLATES = 16;
    private static final byte[] ACCEPTED = "\"status\":\"accepted\"".getBytes(StandardCharsets.UTF_8);
    private static final int SHOWN = 400;

    private final byte[] head;
    private final List<ResponseTemplate> templates;
    private final int items;
    private final int bodyBytes;
    private final long series = new Random().nextLong();
    private long number;

    private IngestLoad(
            List<ResponseTemplate> templates, int items, URI target, String path, String type, String token) {
        this.templates = templates;
        this.items = items;
        int each = templates.get(0).json().length;
        // A batch has its responses on lines.
        this.bodyBytes = items == 0 ? each : items * (each + 1);
        this.head = ("POST " + path + " HTTP/1.1\r\nHost: " + target.getHost() + ':' + target.getPort()
                        + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + bodyBytes + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** One response a request, of so many bytes. */
    static IngestLoad single(BenchmarkSurvey survey, int bytes, URI target, String token) {
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        return new IngestLoad(templates(survey, bytes), 0, target, path, "application/json", token);
    }

    /** Batches of so many responses, a line each (NDJSON). */
    static IngestLoad batch(BenchmarkSurvey survey, int bytes, int items, URI target, String token) {
        return new IngestLoad(
                templates(survey, bytes), items, target, target.getRawPath(), "application/x-ndjson", token);
    }

    private static List<ResponseTemplate> templates(BenchmarkSurvey survey, int bytes) {
        // The same answers in every run.
        Random random = new Random(bytes);
        Instant now = Instant.now();
        return IntStream.range(0, TEMPLATES)
                .mapToObj(i -> survey.response(bytes, random, now))
                .toList();
    }

    @Override
    public int bytes() {
        return head.length + bodyBytes;
    }

    @Override
    public void next(ByteBuffer into) {
        into.put(head);
        nextBody(into);
    }

    /** Writes the next body alone. */
    void nextBody(ByteBuffer into) {
        if (items == 0) {
            response(into);
            return;
        }
        for (int i = 0; i < items; i++) {
            response(into);
            into.put((byte) '\n');
        }
    }

    int bodyBytes() {
        return bodyBytes;
    }

    private void response(ByteBuffer into) {
        templates.get((int) (number % TEMPLATES)).write(into, series, number, (int) (number % FARMERS));
        number++;
    }

    @Override
    public int accepted(int status, ByteBuffer body) {
        if (items == 0 && status == 202) {
            return 1;
        }
        if (items > 0 && status == 200) {
            int accepted = count(body);
            if (accepted == items) {
                return items;
            }
            throw refused("accepted " + accepted + " of a batch's " + items + " responses", body);
        }
        throw refused("answered " + status, body);
    }

    private static LoadFailedException refused(String what, ByteBuffer body) {
        byte[] shown = new byte[Math.min(SHOWN, body.remaining())];
        body.duplicate().get(shown);
        return new LoadFailedException("The measured process " + what + " and says: "
                + new String(shown, StandardCharsets.UTF_8)
                + "\nA measurement counts only where everything is accepted.");
    }

    private static int count(ByteBuffer body) {
        int found = 0;
        int matched = 0;
        for (int i = body.position(); i < body.limit(); i++) {
            byte next = body.get(i);
            // The text begins with a quotation mark, which it holds at its ends and middle only.
            matched = next == ACCEPTED[matched] ? matched + 1 : next == ACCEPTED[0] ? 1 : 0;
            if (matched == ACCEPTED.length) {
                found++;
                matched = 0;
            }
        }
        return found;
    }
}
