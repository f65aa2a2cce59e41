package org.farmer1st.local.jobs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.Jvm;
import picocli.CommandLine.ExitCode;

/**
 * Tries a SQL job in a process of its own, which has the cluster's class path, ends by itself, and touches nothing live. What it
 * prints is printed here.
 */
final class SqlTrial {

    private static final String MAIN = "org.farmer1st.sqljobs.trial.TrialMain";
    private static final int HEAP_MEGABYTES = 384;

    private final Path root;
    private final Distribution distribution;

    SqlTrial(Path root, Distribution distribution) {
        this.root = root;
        this.distribution = distribution;
    }

    /**
     * @param verb {@code run} or {@code test}
     * @param settings its arguments
     * @return the exit code: 0, or 1 where the job failed or isn't as its sample expects
     */
    int attempt(String verb, JobSource job, Map<String, String> settings) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of(verb, "--FILE", root.relativize(job.file()).toString()));
        settings.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        String classPath =
                distribution.ownJar(JobSource.SQL_JOBS) + File.pathSeparator + distribution.classPath(Programs.CLUSTER);
        List<String> command = Jvm.heap(HEAP_MEGABYTES)
                .quickCompilerOnly()
                .with("-Dlog4j2.configurationFile=trial-logging.xml")
                .command(classPath, MAIN, arguments.toArray(String[]::new));
        Process process =
                new ProcessBuilder(command).directory(root.toFile()).inheritIO().start();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        int code = process.waitFor();
        return code == ExitCode.OK ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Where a job's sample is, relative to the checkout. */
    static String sample(JobSource job) {
        return JobSource.SQL_JOBS + '/' + job.name() + ".sample";
    }
}
