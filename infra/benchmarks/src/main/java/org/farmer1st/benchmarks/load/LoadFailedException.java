package org.farmer1st.benchmarks.load;

/** A load could not be sent, or was not answered as it should be. What was measured of it means nothing. */
public final class LoadFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LoadFailedException(String message) {
        super(message);
    }

    public LoadFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
