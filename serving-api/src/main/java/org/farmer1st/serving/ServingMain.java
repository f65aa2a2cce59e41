package org.farmer1st.serving;

import org.farmer1st.runtime.process.ServiceProcess;

/** The process of serving-api. */
public final class ServingMain {

    private ServingMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.run("serving-api", environment -> new ServingServer(ServingConfig.from(environment)));
    }
}
