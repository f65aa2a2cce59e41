package org.farmer1st.local.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.local.supervisor.JobCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job logs}: what the cluster says of a job. */
@Command(
        name = "logs",
        description =
                "Shows what the cluster's logs say of a job, or the log of one that is a process, and what went wrong last.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    private static final long BETWEEN_LOOKS = 500;
    /** A job makes one a second, and each is told twice. */
    private static final String CHECKPOINTS = " INFO  CheckpointCoordinator ";

    /** A record begins with a time; what follows of it, such as a stack trace, does not. */
    private static final Pattern RECORD = Pattern.compile("^(\\d{4}-\\d{2}-\\d{2}|\\d{2}:\\d{2}:\\d{2}|\\[).*");

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "An attached job.")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines of each log to begin with (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        AttachedJob attached = new Attachment(cluster, out).require(name);
        List<String> words = cluster.words(attached);
        List<Follower> followers = cluster.logs(attached).stream()
                .map(log -> new Follower(log, words))
                .toList();
        for (Follower follower : followers) {
            follower.last(lines).forEach(out::println);
        }
        for (AttachedJob.Run run : attached.runs()) {
            JobCluster.State state = cluster.state(attached, run);
            out.println("Generation " + run.generation() + " is " + state.name()
                    + (state.problem().isEmpty() ? "" : ": " + state.problem()));
        }
        out.flush();
        while (follow) {
            Thread.sleep(BETWEEN_LOOKS);
            for (Follower follower : followers) {
                follower.more().forEach(out::println);
            }
            out.flush();
        }
        return ExitCode.OK;
    }

    /** Reads the records of a log that say one of some words, as they come. */
    private static final class Follower {
        private final Path log;
        private final List<String> words;
        private long at;
        private boolean wanted;

        Follower(Path log, List<String> words) {
            this.log = log;
            this.words = words;
        }

        List<String> last(int most) throws IOException {
            Deque<String> last = new ArrayDeque<>();
            for (String line : more()) {
                last.add(line);
                if (last.size() > most) {
                    last.remove();
                }
            }
            return List.copyOf(last);
        }

        List<String> more() throws IOException {
            if (!Files.exists(log)) {
                return List.of();
            }
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                if (file.length() < at) {
                    at = 0;
                }
                file.seek(at);
                byte[] bytes = new byte[(int) Math.min(Integer.MAX_VALUE / 2, file.length() - at)];
                file.readFully(bytes);
                int end = bytes.length;
                while (end > 0 && bytes[end - 1] != '\n') {
                    end--;
                }
                at += end;
                return new String(bytes, 0, end, StandardCharsets.UTF_8)
                        .lines()
                        .filter(this::isWanted)
                        .toList();
            }
        }

        private boolean isWanted(String line) {
            if (RECORD.matcher(line).matches()) {
                wanted = words.stream().anyMatch(line::contains) && !line.contains(CHECKPOINTS);
            }
            return wanted;
        }
    }
}
