package org.farmer1st.schemas;

import org.apache.avro.util.ClassSecurityValidator;
import org.farmer1st.events.Submission;

/**
 * Tells Avro that schemas may name our events' classes. Since 1.12.2 it makes instances of no class that it was not told to
 * trust, for the sake of those who read schemas from strangers; the list is the process's, not a reader's.
 *
 * <p>{@link WireFormat} does this by itself. Whoever decodes an event without it, as a view's rows are, calls
 * {@link #trust()} before.
 */
public final class EventClasses {

    private static final String PACKAGE = Submission.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(PACKAGE)));
    }

    private EventClasses() {}

    /** Trusts the package of the events, beside what was trusted before. Safe to repeat. */
    public static void trust() {
        // The class's initialisation did it, once.
    }
}
