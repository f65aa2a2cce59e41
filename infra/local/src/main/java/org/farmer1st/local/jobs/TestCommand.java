package org.farmer1st.local.jobs;

import java.util.Map;
import java.util.concurrent.Callable;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code job test}: a SQL job on its sample. */
@Command(
        name = "test",
        description = {
            "Runs a SQL job on its sample, stream-jobs/sql/NAME.sample, and compares the view with expected.jsonl there.",
            "Shows each row that is missing, unexpected or different, and ends with 1 where there is one. Needs nothing that runs."
        },
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Parameters(paramLabel = "NAME", description = "The job stream-jobs/sql/NAME.sql.")
    private String name;

    @Override
    public Integer call() throws Exception {
        Place place = job.place();
        JobSource source = JobSource.find(place.root(), name);
        if (source.kind() != JobSource.Kind.sql) {
            throw new CommandFailed(
                    name + " is a module, tested by its build: ./mvnw -q -pl " + source.module() + " -am package.");
        }
        return new SqlTrial(place.root(), new Distribution(place.root(), place.cache()))
                .attempt("test", source, Map.of("SAMPLE", SqlTrial.sample(source)));
    }
}
