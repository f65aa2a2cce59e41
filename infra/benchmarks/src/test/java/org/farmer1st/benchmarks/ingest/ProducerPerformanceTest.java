package org.farmer1st.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.farmer1st.benchmarks.load.LoadFailedException;
import org.junit.jupiter.api.Test;

class ProducerPerformanceTest {

    private static final String OUTPUT = """
            10000 records sent, 1999.6 records/sec (1.34 MB/sec), 3.3 ms avg latency, 100.0 ms max latency.
            20000 records sent, 13193.2 records/sec (8.81 MB/sec), 2.9 ms avg latency, 216.00 ms max latency, 2 ms 50th, 9 ms 95th, 40 ms 99th, 60 ms 99.9th.
            """;

    @Test
    void theRateIsThatOfTheWholeRun() {
        assertThat(ProducerPerformance.perSecond(OUTPUT, 20_000)).isEqualTo(13_193.2);
    }

    @Test
    void anotherCountIsNoResult() {
        assertThatThrownBy(() -> ProducerPerformance.perSecond(OUTPUT, 30_000)).isInstanceOf(LoadFailedException.class);
    }
}
