package org.farmer1st.schemas;

/** The headers of a record in a job's dead-letter topic. Each is a UTF-8 string. */
public final class DeadLetters {

    /** What was wrong, for people. */
    public static final String REASON = "dead-letter-reason";

    /** The topic that it was read from. */
    public static final String TOPIC = "dead-letter-topic";

    /** The partition that it was read from. */
    public static final String PARTITION = "dead-letter-partition";

    /** The offset that it was read at. */
    public static final String OFFSET = "dead-letter-offset";

    private DeadLetters() {}
}
