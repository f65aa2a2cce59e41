package org.farmer1st.local.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

/**
 * {@code bench}: measures what the platform costs. The benchmarks run in a process of their own, with the compiler and the
 * memory that a load takes and the command line does without; whatever follows {@code bench} is theirs to understand.
 */
@Command(
        name = "bench",
        description = "Measures what the platform costs, beside references in the same run."
                + " Needs nothing that runs. ./farmer1st bench --help lists the benchmarks.",
        customSynopsis = "farmer1st bench BENCHMARK [OPTIONS]")
public final class BenchCommand implements Callable<Integer> {

    private static final String MODULE = "infra/benchmarks";

    @ParentCommand
    private FarmerCommand farmer;

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Path root = farmer.place().root();
        Distribution distribution = new Distribution(root, root.resolve(MODULE).resolve("target/cache"));
        // A load that stops to collect a small young generation would be a part of every latency.
        List<String> command = Jvm.heap(512)
                .with(
                        "-Xms256m",
                        "-Xmn128m",
                        "-Dfarmer1st.root=" + root,
                        "-Dlogback.configurationFile=benchmark-logging.xml")
                .command(
                        distribution.classPath(MODULE),
                        "org.farmer1st.benchmarks.BenchmarksMain",
                        arguments.toArray(String[]::new));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        int code = process.waitFor();
        return code <= CommandLine.ExitCode.USAGE ? code : CommandLine.ExitCode.SOFTWARE;
    }
}
