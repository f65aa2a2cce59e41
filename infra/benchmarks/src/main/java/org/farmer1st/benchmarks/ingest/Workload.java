package org.farmer1st.benchmarks.ingest;

/**
 * What subjects are compared at.
 *
 * @param bytes of a response
 * @param connections of the load; 0 where there is none
 */
record Workload(Kind kind, int bytes, int connections) {

    /** How it is asked for. */
    enum Kind {
        /** One response a request, each connection as fast as it is answered. */
        SINGLE,
        /** Many responses a request, as fast as they are answered. */
        BATCH,
        /** One response a request, at a share of what can be done, on time. */
        LATENCY,
        /** Kafka's own tool. */
        PRODUCER
    }
}
