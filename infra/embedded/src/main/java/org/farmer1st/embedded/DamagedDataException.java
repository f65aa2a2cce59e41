package org.farmer1st.embedded;

import java.io.IOException;

/** A server's kept data is incomplete, so that starting it would lose or invent something. The message says what is missing. */
public final class DamagedDataException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedDataException(String message) {
        super(message);
    }
}
