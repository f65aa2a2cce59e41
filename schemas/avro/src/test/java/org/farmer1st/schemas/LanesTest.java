package org.farmer1st.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes lanes = new Lanes(16);

    /** The function is part of what is stored: these numbers never change. */
    @Test
    void aFarmersLaneIsForEver() {
        assertThat(lanes.of("demo", "farmer-1")).isEqualTo(12);
        assertThat(lanes.of("demo", "farmer-2")).isEqualTo(7);
        assertThat(lanes.of("other", "farmer-1")).isEqualTo(4);
    }

    @Test
    void toolsThatUseTheDefaultPartitionerLandInTheSameLane() {
        for (int i = 0; i < 1000; i++) {
            String key = Lanes.key("demo", "farmer-" + i);
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            assertThat(lanes.of(key)).isEqualTo(BuiltInPartitioner.partitionForKey(bytes, 16));
        }
    }

    @Test
    void farmersSpreadOverAllLanes() {
        int[] farmers = new int[16];
        for (int i = 0; i < 16_000; i++) {
            farmers[lanes.of("demo", "farmer-" + i)]++;
        }
        for (int count : farmers) {
            assertThat(count).isBetween(800, 1200);
        }
    }

    @Test
    void thereIsAtLeastOneLane() {
        assertThatThrownBy(() -> new Lanes(0)).hasMessageContaining("at least one lane");
    }
}
