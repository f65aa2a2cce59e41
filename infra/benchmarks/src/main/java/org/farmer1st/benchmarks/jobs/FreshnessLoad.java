package org.farmer1st.benchmarks.jobs;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.load.RequestSource;

/** Single responses to ingest-api, each another; of some that were accepted, the receipt is handed on at once. */
final class FreshnessLoad implements RequestSource {

    /** Of a body; blanks fill it up. */
    private static final int BODY_BYTES = 640;

    private final byte[] head;
    private final int every;
    private final BiConsumer<String, Long> followed;
    private long number;
    private long accepted;

    /**
     * @param first the number of the first response, none of which was sent before
     * @param every how many responses lie between two that are followed
     * @param followed is told the receipt and the nanosecond at which it came; may not wait
     */
    FreshnessLoad(URI ingest, String token, long first, int every, BiConsumer<String, Long> followed) {
        this.number = first;
        this.every = every;
        this.followed = followed;
        head = ("POST /v1/responses HTTP/1.1\r\nHost: " + ingest.getAuthority() + "\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int bytes() {
        return head.length + BODY_BYTES;
    }

    @Override
    public void next(ByteBuffer into) {
        byte[] body = new SampleResponses(SampleResponses.LEAST_QUESTIONS)
                .body(number++, Instant.now())
                .getBytes(StandardCharsets.US_ASCII);
        into.put(head).put(body);
        for (int i = body.length; i < BODY_BYTES; i++) {
            into.put((byte) ' ');
        }
    }

    @Override
    public int accepted(int status, ByteBuffer body) {
        long now = System.nanoTime();
        if (status != 202) {
            throw new LoadFailedException("ingest-api answered " + status + ": " + text(body));
        }
        if (accepted++ % every == 0) {
            String answer = text(body);
            followed.accept(field(answer, "receipt"), now);
        }
        return 1;
    }

    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String field(String json, String name) {
        String before = '"' + name + "\":\"";
        int start = json.indexOf(before) + before.length();
        if (start < before.length()) {
            throw new LoadFailedException("ingest-api gave no " + name + ": " + json);
        }
        return json.substring(start, json.indexOf('"', start));
    }
}
