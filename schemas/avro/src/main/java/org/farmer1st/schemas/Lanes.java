package org.farmer1st.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The lanes of a deployment. Everything about a farmer travels in one lane: partition {@code lane} of every lane topic.
 *
 * <p>ingest-api derives the lane once, from the lane key; every writer after it names its output's partition, so that
 * nobody relies on a default partitioner. The function is Kafka's murmur2 over the key's UTF-8 bytes, modulo the number
 * of lanes. Another number of lanes is new topics, and views rebuilt beside the live ones.
 *
 * @param count how many lanes there are, 1 or more
 */
public record Lanes(int count) {

    /** The number of lanes unless a deployment says otherwise. */
    public static final int DEFAULT_COUNT = 16;

    public Lanes {
        if (count < 1) {
            throw new IllegalArgumentException("A deployment has at least one lane, not " + count);
        }
    }

    /** The key that a farmer's records carry: {@code tenant/farmerId}. */
    public static String key(String tenant, String farmerId) {
        return tenant + '/' + farmerId;
    }

    /** The lane of a {@linkplain #key lane key}, from 0 to {@code count - 1}. */
    public int of(String laneKey) {
        return Utils.toPositive(Utils.murmur2(laneKey.getBytes(StandardCharsets.UTF_8))) % count;
    }

    /** The lane of a farmer, from 0 to {@code count - 1}. */
    public int of(String tenant, String farmerId) {
        return of(key(tenant, farmerId));
    }
}
