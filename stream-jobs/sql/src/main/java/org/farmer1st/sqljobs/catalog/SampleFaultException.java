package org.farmer1st.sqljobs.catalog;

import java.nio.file.Path;

/** A line of a sample is wrong; the message says which, and what is wrong with it. */
public final class SampleFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param line from 1 */
    public SampleFaultException(Path file, int line, String message) {
        super(file + ":" + line + ": " + message);
    }
}
