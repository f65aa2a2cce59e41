package org.farmer1st.benchmarks.load;

import java.nio.ByteBuffer;

/** Makes the requests of one kind of load, each different from all before it. Used by one thread at a time. */
public interface RequestSource {

    /** The size of a request with its headers, in bytes. */
    int bytes();

    /** Writes the next request: headers and body, ready to be sent. */
    void next(ByteBuffer into);

    /**
     * How many operations an answer says are done.
     *
     * @param body holds the answer's body
     * @throws LoadFailedException where it says anything else than that the request was accepted as a whole
     */
    int accepted(int status, ByteBuffer body);
}
