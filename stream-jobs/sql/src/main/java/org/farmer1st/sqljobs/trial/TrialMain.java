package org.farmer1st.sqljobs.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.flink.util.ExceptionUtils;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.sqljobs.catalog.SampleFaultException;
import org.farmer1st.sqljobs.catalog.SampleInput;
import org.farmer1st.sqljobs.catalog.TableInput;
import org.farmer1st.sqljobs.catalog.TopicInput;
import org.farmer1st.sqljobs.job.SqlFaultException;

/**
 * Tries a SQL job in a process of its own: {@code describe}, {@code run} or {@code test}, then {@code --FILE} (the job's),
 * {@code --SAMPLE} (its folder) or, to run it on the real topics, {@code --KAFKA_BOOTSTRAP_SERVERS},
 * {@code --SCHEMA_REGISTRY_URL} and {@code --LANES}; {@code --LIMIT} ends {@code run} after so many changes.
 *
 * <p>Exit codes: 0 done; 1 failed, or not as expected, and what is wrong was said.
 */
public final class TrialMain {

    private static final String ENDING = ".sql";

    private TrialMain() {}

    public static void main(String[] arguments) {
        // Whoever started it may be killed; then nobody reads what it prints, and nobody would end it.
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
        boolean good = false;
        try {
            good = attempt(arguments[0], JobSettings.ofArguments(Arrays.copyOfRange(arguments, 1, arguments.length)));
        } catch (SampleFaultException | IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
        } catch (Exception e) {
            SampleFaultException sample =
                    ExceptionUtils.findThrowable(e, SampleFaultException.class).orElse(null);
            System.err.println(sample != null ? sample.getMessage() : "The job failed: " + rootCause(e));
        }
        System.out.flush();
        // Flink's small cluster has threads that would go on.
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private static boolean attempt(String command, JobSettings settings) throws Exception {
        Path file = Path.of(settings.required("FILE"));
        settings.check();
        String name = file.getFileName().toString().replaceAll("\\.sql$", "");
        Trial trial = new Trial(name, Files.readString(file), System.out);
        try {
            switch (command) {
                case "describe" -> trial.describe(input(settings));
                case "run" -> trial.run(input(settings), settings.number("LIMIT", 0, 0));
                case "test" -> {
                    return trial.test(Path.of(settings.required("SAMPLE")));
                }
                default -> throw new IllegalArgumentException("There is describe, run and test, and no " + command);
            }
            return true;
        } catch (SqlFaultException e) {
            System.err.println(file + ":" + e.line() + ":" + e.column() + ": " + e.getMessage());
            return false;
        }
    }

    private static Throwable rootCause(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static TableInput input(JobSettings settings) {
        if (settings.optional("SAMPLE").isPresent()) {
            return new SampleInput(Path.of(settings.required("SAMPLE")));
        }
        TopicInput topics = new TopicInput(
                settings.required("KAFKA_BOOTSTRAP_SERVERS"),
                settings.required("SCHEMA_REGISTRY_URL"),
                new Lanes(settings.number("LANES", 1, Lanes.DEFAULT_COUNT)),
                "trial",
                Observer.ofDeadLetters((DeadLetter letter) -> System.err.println("Can't be decoded: " + letter.topic()
                        + ", partition " + letter.record().lane() + ", offset "
                        + letter.record().offset() + ": " + letter.reason())));
        settings.check();
        return topics;
    }
}
