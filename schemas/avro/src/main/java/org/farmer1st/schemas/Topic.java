package org.farmer1st.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic: its name, what its values are, and how it is laid out. Keys are UTF-8 strings everywhere, never framed by the
 * registry: a framed key's bytes would change with its schema's id, and with them its partition.
 *
 * @param <V> the event that its values hold
 * @param name the topic's name
 * @param valueType the event's class
 * @param layout how many partitions it has
 * @param retention what is kept of it
 * @param description one sentence for people
 */
public record Topic<V extends SpecificRecord>(
        String name, Class<V> valueType, Layout layout, Retention retention, String description) {

    /** The largest submission, in bytes. */
    public static final int MOST_SUBMITTED_BYTES = 1 << 20;

    /**
     * The largest record that a topic takes, in bytes, and whoever writes events may write: a fact that replaces a version holds two
     * that were submitted, a dead letter a record and why it is one. A record that could not be written would stop its lane.
     */
    public static final int MOST_BYTES = 4 * MOST_SUBMITTED_BYTES;

    /** For how long {@link Retention#WEEKS} keeps a record. */
    public static final Duration WEEKS_KEPT = Duration.ofDays(37);

    /** How a topic is divided. */
    public enum Layout {
        /** One partition a lane: partition p holds lane p. */
        LANES,
        /** One partition: low volume, read whole by every reader. */
        SINGLE
    }

    /** What the broker keeps. */
    public enum Retention {
        /** Everything, for ever; timestamps are the broker's append times. */
        FOREVER,
        /** The last value of each key; timestamps are the broker's append times. */
        LAST_VALUE,
        /** Some weeks, and no more than some hundred megabytes. */
        WEEKS,
        /** A day: only of use to those who listen now. */
        ONE_DAY
    }

    /** The subject under which its values' schema is registered. */
    public String subject() {
        return name + "-value";
    }

    /** The number of its partitions in a deployment with {@code lanes}. */
    public int partitions(Lanes lanes) {
        return layout == Layout.LANES ? lanes.count() : 1;
    }

    /** The topic's settings, as the broker names them. */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new HashMap<>(kept());
        configuration.put("message.timestamp.type", "LogAppendTime");
        configuration.put("max.message.bytes", Integer.toString(MOST_BYTES));
        return configuration;
    }

    private Map<String, String> kept() {
        return switch (retention) {
            case FOREVER ->
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "retention.bytes", "-1");
            case LAST_VALUE -> Map.of("cleanup.policy", "compact");
            case WEEKS ->
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", Long.toString(WEEKS_KEPT.toMillis()),
                        "retention.bytes", "536870912",
                        "segment.ms", "86400000");
            case ONE_DAY ->
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "86400000");
        };
    }
}
