package org.farmer1st.runtime.process;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.farmer1st.runtime.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link Service} as a process: configuration from the environment, an orderly end on a signal. */
public final class ServiceProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

    /** The exit code of a process whose configuration is wrong. */
    public static final int WRONG_USE = 2;

    /** The exit code of a process that failed. */
    public static final int FAILED = 1;

    private ServiceProcess() {}

    /**
     * Builds the service from the environment and starts it. A signal closes it. Where the configuration is wrong every
     * error is printed, and the process ends with {@value #WRONG_USE}.
     */
    public static void run(String name, Function<Map<String, String>, Service> build) {
        Service service;
        try {
            // Logging reads it by itself, and says nothing at all where it is wrong.
            Settings.read(System.getenv(), settings -> settings.oneOf("LOG_FORMAT", "text", Set.of("text", "json")));
            service = build.apply(System.getenv());
        } catch (InvalidConfigurationException e) {
            System.err.println(name + " can't start. Set these environment variables:");
            e.errors().forEach(error -> System.err.println("  " + error));
            System.exit(WRONG_USE);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, name + "-shutdown"));
        try {
            service.start();
            LOG.info("{} started", name);
        } catch (RuntimeException e) {
            LOG.error("{} could not start", name, e);
            System.exit(FAILED);
        }
    }
}
