package org.farmer1st.local.jobs;

import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job run}: a SQL job tried, its rows printed as they come. */
@Command(
        name = "run",
        description = {
            "Tries a SQL job and prints its view's rows as they come: '+' a row that is there now, '-' the key of one that is gone.",
            "On its sample, or with --topic on the real topics of the running platform, from their first record. Nothing live is"
                    + " touched: no view is written, no offset kept. Ctrl-C ends it."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The job stream-jobs/sql/NAME.sql.")
    private String name;

    @ArgGroup
    private final Input input = new Input();

    @Option(names = "--limit", paramLabel = "N", description = "End after so many rows.")
    private Integer limit;

    private static final class Input {
        @Option(names = "--sample", description = "On its sample, stream-jobs/sql/NAME.sample (the default).")
        private boolean sample;

        @Option(names = "--topic", description = "On the real topics.")
        private boolean topic;
    }

    @Override
    public Integer call() throws Exception {
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be 1 or more.");
        }
        Place place = job.place();
        JobSource source = JobSource.find(place.root(), name);
        if (source.kind() != JobSource.Kind.sql) {
            throw new CommandFailed(name + " is a module; job run tries SQL jobs. ./farmer1st job test " + name
                    + " tries it on its sample, and once it is attached ./farmer1st job diff " + name
                    + " shows on the real topics what a change changes.");
        }
        Map<String, String> settings = new TreeMap<>();
        Distribution distribution = new Distribution(place.root(), place.cache());
        if (input.topic) {
            Map<String, String> platform = job.cluster().settings();
            for (String setting : new String[] {"KAFKA_BOOTSTRAP_SERVERS", "SCHEMA_REGISTRY_URL"}) {
                settings.put(setting, platform.get(setting));
            }
            PrintWriter errors = spec.commandLine().getErr();
            errors.println(
                    "Reading the real topics from their first record; rows come as records do, and Ctrl-C ends it …");
            errors.flush();
        } else {
            settings.put("SAMPLE", SqlTrial.sample(source));
        }
        if (limit != null) {
            settings.put("LIMIT", "" + limit);
        }
        return new SqlTrial(place.root(), distribution).attempt("run", source, settings);
    }
}
