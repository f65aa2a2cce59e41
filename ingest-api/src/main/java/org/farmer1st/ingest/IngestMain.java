package org.farmer1st.ingest;

import org.farmer1st.runtime.process.ServiceProcess;

/** The process ingest-api. */
public final class IngestMain {

    private IngestMain() {}

    public static void main(String[] args) {
        ServiceProcess.run("ingest-api", environment -> new IngestServer(IngestConfig.from(environment)));
    }
}
