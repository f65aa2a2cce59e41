package org.farmer1st.benchmarks.ingest;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.farmer1st.benchmarks.services.MeasuredProcess;

/**
 * Something that takes responses over HTTP.
 *
 * @param name as the report has it
 * @param process whose processor time counts; empty where it isn't on this machine
 * @param survey whose responses it is sent
 * @param target where single responses go; batches go to {@code /batch} below it
 * @param submissions that a response becomes in the log of record: 1, or 0 where it isn't ours to look at
 * @param setApart records that a response becomes beside it
 */
record Subject(
        String name,
        Optional<ProcessHandle> process,
        BenchmarkSurvey survey,
        URI target,
        int submissions,
        int setApart) {

    static final String INGEST = "ingest-api";
    static final String INGEST_PERSONAL = "ingest-api, personal data";
    static final String LEAST = "least handler";
    static final String BARE = "bare handler";
    static final String PEER = "peer";

    /** Takes no HTTP: what batches are compared with. */
    static final String LOOP = "parse and produce";

    /** Takes no HTTP: Kafka's own tool. */
    static final String PRODUCER = "producer performance";

    /** A process of ours. */
    static Subject of(String name, MeasuredProcess process, BenchmarkSurvey survey, int submissions) {
        return new Subject(
                name,
                ProcessHandle.of(process.pid()),
                survey,
                URI.create("http://127.0.0.1:" + process.port() + "/v1/responses"),
                submissions,
                survey.setsApart() ? submissions : 0);
    }

    InetSocketAddress address() {
        int port = target.getPort();
        return new InetSocketAddress(target.getHost(), port < 0 ? 80 : port);
    }
}
