package org.farmer1st.benchmarks.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.OptionalDouble;
import org.farmer1st.benchmarks.measure.Latency;
import org.farmer1st.benchmarks.report.Figures;

/**
 * One subject under one workload in one round.
 *
 * @param round from 1
 * @param operations records
 * @param seconds that it took
 * @param perSecond operations a second
 * @param processorMicros processor time of the subject's processes an operation, in microseconds; null where it isn't ours
 * @param perCore operations in a second of processor time; null likewise
 * @param offered records a second that were sent, in an open loop; null in others
 * @param delay of records; null where none was measured
 * @param otherProcessors that others on the machine kept busy meanwhile; null where the system doesn't tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobMeasurement(
        String workload,
        String subject,
        int round,
        long operations,
        double seconds,
        double perSecond,
        Double processorMicros,
        Double perCore,
        Double offered,
        Latency delay,
        Double otherProcessors) {

    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MICROSECOND = 1e3;

    static JobMeasurement of(
            String workload,
            String subject,
            int round,
            long operations,
            long nanos,
            Duration processorTime,
            OptionalDouble otherProcessors) {
        double seconds = nanos / NANOS_A_SECOND;
        double used = processorTime.toNanos();
        return new JobMeasurement(
                workload,
                subject,
                round,
                operations,
                seconds,
                operations / seconds,
                used / NANOS_A_MICROSECOND / operations,
                used == 0 ? null : operations * NANOS_A_SECOND / used,
                null,
                null,
                otherProcessors.isPresent() ? (Double) otherProcessors.getAsDouble() : null);
    }

    /** Of work whose processor time says little, since others do it. */
    static JobMeasurement ofTime(
            String workload, String subject, int round, long operations, long nanos, OptionalDouble otherProcessors) {
        double seconds = nanos / NANOS_A_SECOND;
        return new JobMeasurement(
                workload,
                subject,
                round,
                operations,
                seconds,
                operations / seconds,
                null,
                null,
                null,
                null,
                otherProcessors.isPresent() ? (Double) otherProcessors.getAsDouble() : null);
    }

    /** In words, while it goes on. */
    String inWords() {
        return "round " + round + ", " + subject + ": " + Figures.number(perSecond) + "/s"
                + (processorMicros == null ? "" : ", " + Figures.number(processorMicros) + " µs CPU each")
                + (delay == null
                        ? ""
                        : ", p50 " + Figures.number(delay.p50()) + " ms, p99 " + Figures.number(delay.p99()) + " ms");
    }

    /** With the delay of its records, which were sent evenly. */
    JobMeasurement with(double offeredPerSecond, Latency measured) {
        return new JobMeasurement(
                workload,
                subject,
                round,
                operations,
                seconds,
                perSecond,
                processorMicros,
                perCore,
                offeredPerSecond,
                measured,
                otherProcessors);
    }
}
