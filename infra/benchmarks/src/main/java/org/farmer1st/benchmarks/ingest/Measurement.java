package org.farmer1st.benchmarks.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.farmer1st.benchmarks.measure.Latency;

/**
 * One subject under one workload in one round.
 *
 * @param round from 1
 * @param operations responses that were accepted, or records where there is no HTTP
 * @param seconds that it took
 * @param perSecond operations a second
 * @param processorMicros processor time of the subject's process an operation, in microseconds; null where it isn't ours
 * @param beside processor time an operation, in microseconds, of what stood beside it: {@code kafka}, {@code redis}, and the
 *     {@code load} itself; null where that isn't told apart
 * @param appended records that were found in the log of record afterwards, as many as operations; null where none go there
 * @param offered requests a second that were sent, in an open loop; null in others
 * @param latency of requests; null where there are none
 * @param otherProcessors that others on the machine kept busy meanwhile; null where the system doesn't tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Measurement(
        Workload workload,
        String subject,
        int round,
        long operations,
        double seconds,
        double perSecond,
        Double processorMicros,
        Map<String, Double> beside,
        Long appended,
        Double offered,
        Latency latency,
        Double otherProcessors) {}
