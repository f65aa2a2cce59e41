package org.farmer1st.serving.progress;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps every {@code asOf} that this process tells from falling below what it told before. Lanes don't go back as the
 * writers see them, but a database put back to an earlier state does, until its lanes are emitted anew.
 *
 * <p>Holds one time for each view and for each lane of one, and one for each generation of an attached view that was read:
 * bounded by the lanes, and by how often views are promoted while this process runs.
 */
public final class AsOfFloor {

    private final ConcurrentMap<String, Instant> told = new ConcurrentHashMap<>();

    /** The time to tell: the newer of this and what was told of the subject before. */
    public Optional<Instant> tell(String subject, Optional<Instant> asOf) {
        if (asOf.isEmpty()) {
            return Optional.ofNullable(told.get(subject));
        }
        return Optional.of(told.merge(subject, asOf.get(), (before, now) -> before.isAfter(now) ? before : now));
    }

    /** Whether a time is not behind what was told. */
    public boolean reaches(String subject, Instant asOf) {
        Instant before = told.get(subject);
        return before == null || !asOf.isBefore(before);
    }
}
