package org.farmer1st.serving.catalog;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.http.Caller;

/**
 * An attached view as it is read now.
 *
 * @param asOf everything that was appended up to it is in the rows; the epoch while nothing is known to be
 */
record LiveView(ViewDefinition definition, int generation, Instant asOf) {

    Optional<Instant> time() {
        return asOfOf(asOf);
    }

    /** What its time is told of: a view that was taken away and attached anew may begin with an earlier one. */
    String subject() {
        return definition.view() + '/' + generation;
    }

    static Optional<Instant> asOfOf(Instant stored) {
        return stored.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(stored);
    }

    boolean isFor(Caller caller) {
        return caller.roles().stream()
                .anyMatch(role -> definition.readers().contains(role.name().toLowerCase(Locale.ROOT)));
    }
}
