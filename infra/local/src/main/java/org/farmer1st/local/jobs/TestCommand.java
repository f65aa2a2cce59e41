package org.farmer1st.local.jobs;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.local.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job test}: a job on its sample. */
@Command(
        name = "test",
        description = {
            "Runs a SQL job on its sample, stream-jobs/sql/NAME.sample, and compares the view with expected.jsonl there.",
            "Shows each row that is missing, unexpected or different, and ends with 1 where there is one. Needs nothing that runs.",
            "Of a module it runs the tests, which hold it to the sample in src/test/resources."
        },
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "stream-jobs/sql/NAME.sql, or the module stream-jobs/NAME.")
    private String name;

    @Override
    public Integer call() throws Exception {
        Place place = job.place();
        JobSource source = JobSource.find(place.root(), name);
        if (source.kind() != JobSource.Kind.sql) {
            return testModule(place, source);
        }
        return new SqlTrial(place.root(), new Distribution(place.root(), place.cache()))
                .attempt("test", source, Map.of("SAMPLE", SqlTrial.sample(source)));
    }

    private int testModule(Place place, JobSource source) throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        place.root().resolve("mvnw").toString(),
                        "-q",
                        "-B",
                        "-pl",
                        source.module(),
                        "-am",
                        "-Dtest=org.farmer1st." + NewModule.packageOf(source.name()) + ".**",
                        "-Dsurefire.failIfNoSpecifiedTests=false",
                        "package")
                .directory(place.root().toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (code == ExitCode.OK) {
            spec.commandLine().getOut().println("The tests of " + source.module() + " pass.");
            spec.commandLine().getOut().flush();
        }
        return code == ExitCode.OK ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
