package org.farmer1st.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.intake.Verdict.VersionContent;
import org.farmer1st.intake.state.StoredResponse;

/**
 * Forgets what responses said once their survey's retention is over: that many days after the version that counts came into the
 * lane, by the lane's own append times and never by a clock, so that a replay forgets the same at the same place. What stays is that
 * the response was there, and the ids of its versions: it can't be counted again.
 *
 * <p><b>State</b>: {@link IntakeTopology#KEPT_UNTIL}, by time and response, one entry for each response that counts and whose
 * survey has a retention, some 80 bytes.
 *
 * <p>Each submission, ticks among them, has {@value #MOST} responses forgotten at most that are due, so that a survey whose
 * responses are all due on one day holds nobody up. Until its turn comes, a response that is due is judged as if it were forgotten: how
 * fast that goes changes no fact.
 */
final class Retention {

    /** How many responses one submission has forgotten at most. */
    static final int MOST = 16;

    private static final byte[] NOTHING = {};
    private static final HexFormat HEX = HexFormat.of();
    private static final int TIME_DIGITS = 16;

    private final KeyValueStore<String, StoredResponse> responses;
    private final KeyValueStore<String, byte[]> keptUntil;

    /** No entry is due before this, so that a submission need not look; in milliseconds since 1970. */
    private long nothingBefore;

    Retention(KeyValueStore<String, StoredResponse> responses, KeyValueStore<String, byte[]> keptUntil) {
        this.responses = responses;
        this.keptUntil = keptUntil;
        this.nothingBefore = Long.MIN_VALUE;
    }

    /**
     * How long a version is kept.
     *
     * @param acceptedAt its append time, in milliseconds since 1970
     * @param days null: without end
     * @return the first moment at which it isn't any more, in milliseconds since 1970; null: never
     */
    static Long until(long acceptedAt, Integer days) {
        return days == null
                ? null
                : Long.valueOf(acceptedAt + Duration.ofDays(days).toMillis());
    }

    /** What is known of a response at a moment: without its content where that is due to be forgotten. */
    StoredResponse find(String id, long now) {
        StoredResponse stored = responses.get(id);
        return stored != null && isOver(stored, now) ? IntakeRules.forgotten(stored) : stored;
    }

    /** Whether a response is due to be forgotten at a moment, in milliseconds since 1970. */
    static boolean isOver(StoredResponse stored, long now) {
        return stored.getKeptUntil() != null && stored.getKeptUntil() <= now;
    }

    /**
     * Keeps what a response has become, and when it is to be forgotten.
     *
     * @param before what is stored of it until now; null for nothing
     */
    void keep(String id, StoredResponse before, StoredResponse next) {
        if (before != null && before.getKeptUntil() != null) {
            keptUntil.delete(key(before.getKeptUntil(), id));
        }
        if (next.getKeptUntil() != null) {
            keptUntil.put(key(next.getKeptUntil(), id), NOTHING);
            nothingBefore = Math.min(nothingBefore, next.getKeptUntil());
        }
        responses.put(id, next);
    }

    /**
     * Forgets some of what is due.
     *
     * @param now in milliseconds since 1970
     * @param lost told of each response and of its version that counted, whose personal data must go
     */
    void forgetDue(long now, BiConsumer<String, VersionContent> lost) {
        if (now < nothingBefore) {
            return;
        }
        List<String> due = new ArrayList<>();
        nothingBefore = Long.MAX_VALUE;
        try (KeyValueIterator<String, byte[]> entries = keptUntil.all()) {
            while (entries.hasNext() && nothingBefore == Long.MAX_VALUE) {
                String key = entries.next().key;
                long until = Long.parseLong(key, 0, TIME_DIGITS, 16);
                if (until <= now && due.size() < MOST) {
                    due.add(key.substring(TIME_DIGITS + 1));
                } else {
                    nothingBefore = until;
                }
            }
        }
        for (String id : due) {
            StoredResponse stored = responses.get(id);
            lost.accept(id, IntakeRules.standing(stored));
            keep(id, stored, IntakeRules.forgotten(stored));
        }
    }

    private static String key(long millis, String id) {
        return time(millis) + '/' + id;
    }

    /** In the order of time: as many digits for each. */
    private static String time(long millis) {
        return HEX.toHexDigits(millis);
    }
}
