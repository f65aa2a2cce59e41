package org.farmer1st.embedded.temporal;

import io.temporal.testserver.TestServer;

/** Serves Temporal's test server on the port that is its only argument, until it is ended. */
public final class TemporalMain {

    private TemporalMain() {}

    public static void main(String[] args) throws InterruptedException {
        TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(Integer.parseInt(args[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        System.out.println("Temporal's test server listens on port " + args[0] + ".");
        Thread.currentThread().join();
    }
}
