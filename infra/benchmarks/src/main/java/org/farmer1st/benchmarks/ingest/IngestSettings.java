package org.farmer1st.benchmarks.ingest;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is measured, and for how long.
 *
 * @param rounds in each of which every subject is measured once under every workload
 * @param length of one measurement
 * @param warmUp so many responses singly and as many in batches for each process, which are discarded
 * @param sizes of a response, in bytes
 * @param connections of closed loops; the last is also that of open loops
 * @param batchItems responses of a batch
 * @param batchConnections that batches are sent on
 * @param parts that are measured
 * @param peer another HTTP endpoint that takes the same body
 * @param peerPid its process, on this machine
 * @param profile where to leave profiles
 */
record IngestSettings(
        int rounds,
        Duration length,
        long warmUp,
        List<Integer> sizes,
        List<Integer> connections,
        int batchItems,
        int batchConnections,
        Set<Part> parts,
        Optional<URI> peer,
        OptionalLong peerPid,
        Optional<Path> profile) {

    /** What can be left out. */
    enum Part {
        SINGLE,
        BATCH,
        LATENCY,
        PRODUCER
    }

    int mostConnections() {
        return connections.get(connections.size() - 1);
    }
}
