package org.farmer1st.benchmarks.ingest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.farmer1st.benchmarks.command.WrongUse;
import org.farmer1st.benchmarks.ingest.IngestSettings.Part;
import org.farmer1st.runtime.http.Json;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench ingest}: what ingest-api costs, beside references that are measured in the same run. */
@Command(
        name = "ingest",
        description = {
            "Measures ingest-api with everything switched on, beside three references in the same run: a bare Javalin"
                    + " handler that answers 202 to the same body; the least handler that could do the job (streaming"
                    + " JSON to Avro to a shared producer, nothing checked), and for batches a loop that only parses and"
                    + " produces; Kafka's own producer performance tool.",
            "",
            "It starts a Kafka, a registry and a Redis of its own, on free ports, in a temporary directory. About"
                    + " twenty minutes, with --quick two; about 2 GB of memory. Leave the machine alone meanwhile:"
                    + " the report says what else it did.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, whether the aims were met or not",
            "1:failed; the message says what to do next",
            "2:wrong use"
        })
public final class IngestCommand implements Callable<Integer> {

    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 2;
    private static final double SECONDS = 5;
    private static final double QUICK_SECONDS = 2;
    private static final long WARM_UP = 300_000;
    private static final long QUICK_WARM_UP = 100_000;
    private static final List<Integer> SIZES = List.of(1, 8);
    private static final List<Integer> QUICK_SIZES = List.of(1);
    private static final List<Integer> CONNECTIONS = List.of(16, 64);
    private static final List<Integer> QUICK_CONNECTIONS = List.of(64);
    private static final double LEAST_SECONDS = 0.1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description =
                    "2 rounds of 2 s after a warm-up of 100,000, of 1 KB on 64 connections: to try something, not to quote.")
    private boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Each subject is measured once a round under each workload (default: 5).")
    private Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long one measurement takes, in seconds (default: 5).")
    private Double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "So many responses each process is warmed up with, singly and as many in batches, which is discarded"
                            + " (default: 300000). By then its JVM has compiled what matters.")
    private Long warmUp;

    @Option(
            names = "--sizes",
            paramLabel = "KB",
            split = ",",
            description = "Sizes of a response, in KB of 1024 bytes (default: 1,8).")
    private List<Integer> kilobytes;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            description =
                    "Connections of the closed loops that show what can be done; the largest is also that of the open"
                            + " loop that shows latency (default: 16,64).")
    private List<Integer> connections;

    @Option(
            names = "--batch-items",
            paramLabel = "N",
            defaultValue = "500",
            description = "Responses of a batch, 10000 at most (default: ${DEFAULT-VALUE}).")
    private int batchItems;

    @Option(
            names = "--batch-connections",
            paramLabel = "N",
            defaultValue = "4",
            description = "Connections that batches are sent on (default: ${DEFAULT-VALUE}).")
    private int batchConnections;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description =
                    "Measures these parts alone, of single, batch, latency and producer (default: all). An empty text measures none,"
                            + " which leaves --profile.")
    private List<String> only;

    @Option(
            names = "--peer",
            paramLabel = "URL",
            description = "Another HTTP endpoint that takes the same body and answers 202, such as"
                    + " http://127.0.0.1:8080/v1/responses; it is sent the same, with a token that only the measured"
                    + " ingest-api knows.")
    private URI peer;

    @Option(
            names = "--peer-pid",
            paramLabel = "PID",
            description = "The peer's process on this machine, whose processor time is then measured too.")
    private Long peerPid;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes everything that was measured to a file.")
    private Path json;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "After measuring, records for some seconds each where ingest-api's processor time goes with single responses"
                            + " of the first size and with batches of them, and leaves a summary (.txt) and the"
                            + " recording (.jfr) there.")
    private Path profile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        IngestSettings settings = settings();
        Path root = Path.of(System.getProperty("farmer1st.root", "")).toAbsolutePath();
        IngestReport report;
        try (IngestBenchmark benchmark = new IngestBenchmark(root, settings)) {
            report = benchmark.run();
        }
        if (json != null) {
            Path parent = json.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        }
        spec.commandLine().getOut().print(report.text());
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private IngestSettings settings() {
        kilobytes = kilobytes != null ? kilobytes : quick ? QUICK_SIZES : SIZES;
        connections = connections != null ? connections : quick ? QUICK_CONNECTIONS : CONNECTIONS;
        require(kilobytes.stream().allMatch(size -> size >= 1 && size <= 512), "--sizes are from 1 to 512 KB");
        require(
                connections.stream().allMatch(count -> count >= 1 && count <= 1000),
                "--connections are from 1 to 1000");
        require(batchItems >= 1 && batchItems <= 10_000, "--batch-items is from 1 to 10000");
        require(batchConnections >= 1 && batchConnections <= 100, "--batch-connections is from 1 to 100");
        require(
                kilobytes.stream().allMatch(size -> (long) size * 1024 * batchItems < 16 << 20),
                "A batch is less than 16 MB: give fewer --batch-items, or smaller --sizes");
        require(
                peer == null || "http".equals(peer.getScheme()) && peer.getHost() != null,
                "--peer is an address that begins with http://");
        require(peerPid == null || peer != null, "--peer-pid goes with --peer");
        require(
                peerPid == null || ProcessHandle.of(peerPid).isPresent(),
                "There is no process " + peerPid + ", which --peer-pid names");
        int chosenRounds = rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS;
        double chosenSeconds = seconds != null ? seconds : quick ? QUICK_SECONDS : SECONDS;
        long chosenWarmUp = warmUp != null ? warmUp : quick ? QUICK_WARM_UP : WARM_UP;
        require(chosenRounds >= 1, "--rounds is 1 or more");
        require(chosenSeconds >= LEAST_SECONDS, "--seconds is " + LEAST_SECONDS + " or more");
        require(chosenWarmUp >= 1, "--warm-up is 1 or more");
        return new IngestSettings(
                chosenRounds,
                duration(chosenSeconds),
                chosenWarmUp,
                kilobytes.stream().distinct().sorted().map(size -> size * 1024).toList(),
                connections.stream().distinct().sorted().toList(),
                batchItems,
                batchConnections,
                parts(),
                Optional.ofNullable(peer),
                peerPid == null ? OptionalLong.empty() : OptionalLong.of(peerPid),
                Optional.ofNullable(profile));
    }

    private Set<Part> parts() {
        boolean none = only != null && only.stream().allMatch(String::isBlank);
        require(!none || profile != null, "--only without a part leaves nothing to do but --profile");
        return none ? EnumSet.noneOf(Part.class) : WrongUse.parts(Part.class, only, spec);
    }

    private void require(boolean right, String otherwise) {
        WrongUse.unless(right, spec, otherwise);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
