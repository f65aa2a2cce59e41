package org.farmer1st.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is read of the system's own files. */
class SystemFiguresTest {

    @Test
    void busyIsEverythingButIdleAndWaiting() {
        String statistics = """
                cpu  100 20 30 9000 400 5 6 7 0 0
                cpu0 50 10 15 4500 200 2 3 3 0 0
                """;

        assertThat(OtherLoad.busyTicks(statistics)).isEqualTo(100 + 20 + 30 + 5 + 6 + 7);
    }

    @Test
    void whatEndedChildrenUsedIsFoundBehindAnyName() {
        String statistics = "4711 (a (strange) name) S 1 2 3 4 5 6 7 8 9 10 111 112 150 25 20 0 1 0 100";

        assertThat(ProcessorTime.ofEndedChildren(statistics)).isEqualTo(Duration.ofMillis(1750));
    }

    @Test
    void aProcessUsesProcessorTime() {
        Duration before = ProcessorTime.of(ProcessHandle.current());
        long sum = 0;
        while (ProcessorTime.of(ProcessHandle.current()).equals(before)) {
            sum += System.nanoTime();
        }

        assertThat(ProcessorTime.of(ProcessHandle.current())).as("%d", sum).isGreaterThan(before);
    }
}
