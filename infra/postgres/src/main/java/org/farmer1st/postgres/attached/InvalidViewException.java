package org.farmer1st.postgres.attached;

import java.util.List;

/** A view's definition is none; each fault is named. */
public final class InvalidViewException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidViewException(String view, List<String> faults) {
        super("The view " + view + " can't be made: " + String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, one sentence each. */
    public List<String> faults() {
        return faults;
    }
}
