package org.farmer1st.serving.points;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A farmer's points.
 *
 * @param available may be paid out
 * @param pending earned, not yet available
 * @param reserved set aside for a payout that is under way
 * @param paid paid out
 * @param expired gone without being spent
 * @param owed spent, and taken back afterwards
 * @param expiring all of what is available and expires, soonest first
 */
public record Points(
        long available, long pending, long reserved, long paid, long expired, long owed, List<Expiring> expiring) {

    /**
     * Points that will be gone unless they are spent before.
     *
     * @param on the first day on which they can expire
     */
    record Expiring(long amount, LocalDate on) {}

    /** A farmer who has none. */
    public static final Points NONE = new Points(0, 0, 0, 0, 0, 0, List.of());

    /** What is to expire, as the views hold it: an array of {@code {"amount", "on"}}; nothing where it is missing. */
    static List<Expiring> expiring(JsonNode array) {
        List<Expiring> expiring = new ArrayList<>();
        for (JsonNode points : array) {
            expiring.add(new Expiring(
                    points.path("amount").asLong(),
                    LocalDate.parse(points.path("on").asText())));
        }
        return expiring;
    }

    /** What the farmer earned in all time: every point of it is still somewhere, or is owed. */
    public long earned() {
        return available + pending + reserved + paid + expired - owed;
    }

    /** What the farmer has: {@code available + pending + reserved - owed}. */
    public long balance() {
        return available + pending + reserved - owed;
    }
}
