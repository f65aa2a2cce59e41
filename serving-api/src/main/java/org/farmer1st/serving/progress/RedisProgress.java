package org.farmer1st.serving.progress;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A lane's progress as views keep it in Redis: a hash of {@code log}, {@code upto}, {@code covered} and {@code asOf}. */
public final class RedisProgress {

    private RedisProgress() {}

    /**
     * A lane from the fields' values, in that order.
     *
     * @return empty where a field is missing or unreadable: then Redis doesn't hold the lane
     */
    public static Optional<LaneProgress> parse(int lane, List<?> values) {
        if (values.stream().anyMatch(value -> !(value instanceof String))) {
            return Optional.empty();
        }
        try {
            String asOf = (String) values.get(3);
            return Optional.of(new LaneProgress(
                    lane,
                    (String) values.get(0),
                    Long.parseLong((String) values.get(1)),
                    Long.parseLong((String) values.get(2)),
                    asOf.endsWith("Z") ? Instant.parse(asOf) : Instant.ofEpochMilli(Long.parseLong(asOf))));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
