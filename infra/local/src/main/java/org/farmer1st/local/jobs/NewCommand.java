package org.farmer1st.local.jobs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job new}: a job that works. */
@Command(
        name = "new",
        description = {
            "Makes a job that already works: code or SQL, a test with sample data, its view, and a page.",
            "  sql      one file of Flink SQL, run on the Flink cluster",
            "  flink    a module in Java, DataStream API, run on the Flink cluster",
            "  streams  a module in Java, Kafka Streams, run as a process of its own beside the platform's"
        },
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, - and _, a letter first.")
    private String name;

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}.")
    private JobSource.Kind kind;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobSource.checkName(name);
        switch (kind) {
            case sql -> new NewSql(job.place().root(), name).write(out);
            case flink, streams -> new NewModule(job.place().root(), name, kind).write(out);
        }
        out.flush();
        return ExitCode.OK;
    }
}
