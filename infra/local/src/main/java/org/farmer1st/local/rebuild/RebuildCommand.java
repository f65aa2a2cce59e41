package org.farmer1st.local.rebuild;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.supervisor.ViewJob;
import org.farmer1st.postgres.GenerationComparison;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code rebuild}: computes a view anew from Kafka, beside the live one. */
@Command(
        name = "rebuild",
        description = {
            "Computes a view anew from Kafka beside the live one, compares the two row by row at the same offsets, and puts the"
                    + " new one in its place in one transaction. Readers and writers go on meanwhile.",
            "Rows that differ are printed, and replaced. With --verify nothing is replaced: it fails where rows differ."
        },
        mixinStandardHelpOptions = true)
public final class RebuildCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VIEW", description = "survey_cells or points.")
    private String view;

    @Option(names = "--verify", description = "Compare only, and delete what was computed.")
    private boolean verify;

    @Override
    public Integer call() throws Exception {
        if (!ViewJob.views().contains(view)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "There is no view " + view + "; there are survey_cells and points.");
        }
        PrintWriter out = spec.commandLine().getOut();
        GenerationComparison.Found found = new ViewRebuild(new ViewJob(farmer.place(), view), view, out).run(verify);
        found.examples().forEach(out::println);
        out.println(found.rows() + " rows compared, " + found.different() + " differ");
        return verify && found.different() > 0 ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
