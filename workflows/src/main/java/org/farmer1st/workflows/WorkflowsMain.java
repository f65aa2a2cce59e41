package org.farmer1st.workflows;

import org.farmer1st.runtime.process.ServiceProcess;

/** The process. */
public final class WorkflowsMain {

    private WorkflowsMain() {}

    public static void main(String[] args) {
        ServiceProcess.run("workflows", environment -> new WorkflowsService(WorkflowsConfig.from(environment)));
    }
}
