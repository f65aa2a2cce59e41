package org.farmer1st.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.farmer1st.benchmarks.ingest.Workload.Kind;
import org.farmer1st.benchmarks.measure.Latency;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.Spread;
import org.farmer1st.benchmarks.report.Aim;
import org.junit.jupiter.api.Test;

class IngestReportTest {

    private static final Workload SINGLE = new Workload(Kind.SINGLE, 1024, 16);
    private static final Workload BATCH = new Workload(Kind.BATCH, 1024, 4);
    private static final Workload LATENCY = new Workload(Kind.LATENCY, 1024, 16);

    @Test
    void aimsAreHeldAgainstTheMedianOfTheRoundsRatios() {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            measurements.add(measured(SINGLE, Subject.INGEST, round, 1_000, 60.0 * round, null));
            measurements.add(measured(SINGLE, Subject.LEAST, round, 2_000, 40.0 * round, null));
            measurements.add(measured(BATCH, Subject.INGEST, round, 5_000, 20, null));
            measurements.add(measured(BATCH, Subject.LOOP, round, 10_000, 10, null));
            measurements.add(measured(LATENCY, Subject.INGEST, round, 700, 60, 9.0 + round));
        }

        IngestReport report = report(measurements);

        assertThat(report.ratios())
                .contains(new IngestReport.Ratio(
                        SINGLE, "processorMicros", Subject.INGEST, Subject.LEAST, new Spread(1.5, 1.5, 1.5)));
        assertThat(report.aims()).extracting(Aim::measured).containsExactly(1.5, 0.5, 11.0);
        assertThat(report.aims()).extracting(Aim::met).containsExactly(true, false, false);
        assertThat(report.text())
                .contains("met      CPU of a single request of 1 KB on 16 connections")
                .contains("not met  records/s of batches of 1 KB")
                .contains("not met  p99 of single requests of 1 KB");
    }

    @Test
    void aPeerWhoseProcessIsElsewhereIsComparedByRateAlone() {
        List<Measurement> measurements = List.of(
                measured(SINGLE, Subject.INGEST, 1, 1_000, 60.0, null),
                measured(SINGLE, Subject.PEER, 1, 500, null, null));

        assertThat(report(measurements).ratios())
                .containsExactly(
                        new IngestReport.Ratio(SINGLE, "perSecond", Subject.INGEST, Subject.PEER, new Spread(2, 2, 2)));
    }

    private static IngestReport report(List<Measurement> measurements) {
        return IngestReport.of(
                "2026-11-20T08:00:00Z",
                "2026-11-20T08:15:00Z",
                new MachineFacts(2, "a processor", 8L << 30, 0.5, "Linux", "a JVM", "abc"),
                Map.of("Kafka", "4"),
                Map.of("rounds", 3, "batchItems", 500, "seconds", 5.0, "warmUpResponses", 300_000),
                Map.of(),
                measurements);
    }

    private static Measurement measured(
            Workload workload, String subject, int round, double perSecond, Number micros, Double p99) {
        return new Measurement(
                workload,
                subject,
                round,
                (long) perSecond,
                1,
                perSecond,
                micros == null ? null : micros.doubleValue(),
                Map.of("kafka", 20.0, "redis", 10.0, "load", 5.0),
                null,
                workload.kind() == Kind.LATENCY ? perSecond : null,
                p99 == null ? null : new Latency(700, 1, 2, p99, 20, 30),
                0.1);
    }
}
