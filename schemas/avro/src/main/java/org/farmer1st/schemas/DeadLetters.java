package org.farmer1st.schemas;

/**
 * The headers of a record in a job's dead-letter topic. Each is a UTF-8 string.
 *
 * <p>A record with {@link #REPLAYED_AS} is no letter but a mark: the record that its key names, as
 * {@code topic/partition/offset}, was put back into the partition that it came from. Mark and replay are one transaction.
 */
public final class DeadLetters {

    /** What was wrong, for people. */
    public static final String REASON = "dead-letter-reason";

    /** The topic that it was read from. */
    public static final String TOPIC = "dead-letter-topic";

    /** The partition that it was read from. */
    public static final String PARTITION = "dead-letter-partition";

    /** The offset that it was read at. */
    public static final String OFFSET = "dead-letter-offset";

    /** Of a mark: the offset that what was put back has now, in the same topic and partition. */
    public static final String REPLAYED_AS = "dead-letter-replayed-as";

    private DeadLetters() {}
}
