package org.farmer1st.runtime.http;

import java.io.IOException;

/** A body comes so slowly that it isn't waited for any longer. */
final class SlowBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowBodyException() {
        super("The body came too slowly.");
    }
}
