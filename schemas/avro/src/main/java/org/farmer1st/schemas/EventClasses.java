package org.farmer1st.schemas;

import org.apache.avro.util.ClassSecurityValidator;
import org.farmer1st.events.Submission;

/**
 * Lets Avro make instances of our events. Since 1.12.2 it makes only what a process says it trusts, so that a schema from
 * outside can't name any class it likes; we trust the package of the generated events and nothing else.
 */
public final class EventClasses {

    static {
        String events = Submission.class.getPackageName();
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(events)));
    }

    private EventClasses() {}

    /**
     * To be called before an event is read without {@link WireFormat}, which calls it itself (say
     * {@code SurveyCell.fromByteBuffer}). May be called often.
     */
    public static void trust() {
        // The work is in the static initialiser: once for each class loader, before anybody returns from here.
    }
}
