package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.embedded.Readiness;
import org.farmer1st.local.Place;

/**
 * The runs of attached jobs that are processes of their own: Kafka Streams jobs. Which of them should run say the attached jobs'
 * files; which do, their pid files. Whoever starts or ends one holds the lock of {@link AttachedJobs}, so what runs and isn't
 * written down is what a command that was interrupted left, and is ended.
 */
final class AttachedProcesses {

    private static final String PREFIX = "job-";
    private static final String PID = ".pid";
    private static final Pattern RUN = Pattern.compile("[^.]+\\.\\d+");
    private static final Duration STOPPING = Duration.ofSeconds(15);
    private static final int HEAP_MEGABYTES = 128;

    private final Place place;
    private final Platform platform;
    private final AttachedJobs jobs;
    private final Map<String, RestartPolicy> policies = new HashMap<>();
    private final Map<String, Instant> started = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();

    AttachedProcesses(Place place, Platform platform, AttachedJobs jobs) {
        this.place = place;
        this.platform = platform;
        this.jobs = jobs;
    }

    /** The name of a run: of its log and pid file, and of the application that it is in Kafka. */
    static String name(AttachedJob job, AttachedJob.Run run) {
        return job.name() + "." + run.generation();
    }

    /**
     * Starts what should run and doesn't, ends what runs and shouldn't. What is nobody's run at all, of a command that was
     * interrupted, leaves nothing behind.
     *
     * @param unreadable jobs of which nobody can tell what should run: they are left as they are
     */
    void tend(Collection<AttachedJob> attached, Set<String> unreadable, Events events)
            throws IOException, InterruptedException {
        Set<String> wanted = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (AttachedJob job : attached) {
            for (AttachedJob.Run run : job.isProcess() ? job.runs() : List.<AttachedJob.Run>of()) {
                known.add(name(job, run));
                if (!job.stopped()) {
                    wanted.add(name(job, run));
                    if (process(name(job, run)).isEmpty()) {
                        startAgain(job, run, events);
                    }
                }
            }
        }
        Set<String> others = new TreeSet<>(running(place));
        others.addAll(withState());
        others.removeIf(name -> wanted.contains(name) || unreadable.contains(AttachedJob.ofRun(name)));
        for (String name : others) {
            if (process(name).isPresent()) {
                events.log("job:" + name + " runs and shouldn't, and is ended");
            }
            end(name);
            if (!known.contains(name)) {
                events.log("job:" + name + " is nobody's, and what it left is deleted");
                forget(name);
            }
        }
    }

    /** The names of the runs that have state: every one that was ever started and not forgotten. */
    private List<String> withState() throws IOException {
        Path states = place.data("job-state");
        if (!Files.isDirectory(states)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(states)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> RUN.matcher(name).matches())
                    .toList();
        }
    }

    private void startAgain(AttachedJob job, AttachedJob.Run run, Events events) {
        String name = name(job, run);
        Instant now = Instant.now();
        if (started.containsKey(name)) {
            Duration lasted = Duration.between(started.remove(name), now);
            Duration pause =
                    policies.computeIfAbsent(name, each -> new RestartPolicy()).pauseAfterFailure(lasted);
            notBefore.put(name, now.plus(pause));
            events.log("job:" + name + " has ended; its log: " + log(name));
        }
        if (now.isBefore(notBefore.getOrDefault(name, Instant.MIN))) {
            return;
        }
        started.put(name, now);
        try {
            start(job, run);
            events.log("job:" + name + " was started");
        } catch (IOException e) {
            events.log("job:" + name + " can't be started: " + e.getMessage());
        }
    }

    /** Starts a run. It outlives the terminal, and the interrupt key is not meant for it. */
    void start(AttachedJob job, AttachedJob.Run run) throws IOException {
        String name = name(job, run);
        int port = freePort();
        Map<String, String> environment = new HashMap<>(platform.environment("attached"));
        environment.putAll(run.settings());
        String mainClass = environment.remove(AttachedJob.MAIN_CLASS);
        String classPath = platform.distribution().kept(environment.remove(AttachedJob.CLASS_PATH));
        environment.remove(AttachedJob.STATE);
        environment.put("STATE_DIRECTORY", state(name).toString());
        environment.put("INSTANCE_ID", name);
        environment.put("COMMIT_INTERVAL_MS", "100");
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(port));
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "trap '' HUP INT; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else exec \"$@\"; fi",
                "sh"));
        command.addAll(Jvm.heap(HEAP_MEGABYTES)
                .with(Component.MARK + place.home())
                .command(jobs.jar(job.name(), run) + java.io.File.pathSeparator + classPath, mainClass));
        Files.createDirectories(place.logs());
        Files.createDirectories(place.pids());
        // Noted before it starts: a process can't run of which nobody knows what it leaves.
        Files.createDirectories(state(name));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().putAll(environment);
        Files.writeString(portFile(place, name), port + "\n", StandardCharsets.UTF_8);
        pidFile(place, name).write(builder.start().toHandle());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** How a run is. */
    JobCluster.State state(AttachedJob job, AttachedJob.Run run) {
        String name = name(job, run);
        if (process(name).isEmpty()) {
            return new JobCluster.State(
                    "ENDED", false, "it ended; its log " + log(name) + " ends with: " + lastWords(name));
        }
        return serves(place, name)
                ? new JobCluster.State("RUNNING", true, "")
                : new JobCluster.State("STARTING", false, "");
    }

    private String lastWords(String name) {
        return LogTail.of(log(name))
                .lines()
                .filter(line -> !line.isBlank())
                .reduce("", (before, line) -> line)
                .strip();
    }

    /** The process of a run, where it lives. */
    Optional<ProcessHandle> process(String name) {
        return pidFile(place, name).process();
    }

    /** Whether a run's own health says that it works. */
    static boolean serves(Place place, String name) {
        return url(place, name)
                .map(url -> Readiness.http(url.resolve("/health/ready")).ready())
                .orElse(false);
    }

    /** Where a run's health is. */
    static Optional<URI> url(Place place, String name) {
        try {
            return Optional.of(URI.create("http://127.0.0.1:"
                    + Files.readString(portFile(place, name), StandardCharsets.UTF_8)
                            .strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Ends a run, and returns when it writes no more. What it needs to go on stays. */
    void end(String name) throws IOException, InterruptedException {
        end(place, name);
        started.remove(name);
    }

    private static void end(Place place, String name) throws IOException, InterruptedException {
        Optional<ProcessHandle> process = pidFile(place, name).process();
        if (process.isPresent()) {
            Ending.end(process.get(), "TERM", STOPPING);
        }
        pidFile(place, name).delete();
        Files.deleteIfExists(portFile(place, name));
    }

    /** Ends all of them, together. */
    static void endAll(Place place) throws IOException, InterruptedException {
        List<Thread> ending = new ArrayList<>();
        for (String name : running(place)) {
            Thread thread = new Thread(() -> {
                try {
                    end(place, name);
                } catch (IOException e) {
                    // It carries the mark of its place, and is found by that.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            ending.add(thread);
        }
        for (Thread thread : ending) {
            thread.join();
        }
    }

    /** The names of those that have a pid file. */
    static List<String> running(Place place) throws IOException {
        if (!Files.isDirectory(place.pids())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place.pids())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(PREFIX) && name.endsWith(PID))
                    .map(name -> name.substring(PREFIX.length(), name.length() - PID.length()))
                    .sorted()
                    .toList();
        }
    }

    /** Deletes what a run that will not come back left: its state, its topics, its offsets. Its dead letters stay. */
    void forget(String name) throws IOException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            List<String> topics = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(name + ".") || topic.startsWith(name + "-"))
                    .toList();
            admin.deleteTopics(topics).all().get();
            admin.removeMembersFromConsumerGroup(name, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
            admin.deleteConsumerGroups(List.of(name)).all().get();
        } catch (ExecutionException e) {
            if (!isGone(e)) {
                throw new IOException("What " + name + " left in Kafka can't be deleted: " + e.getCause(), e);
            }
        }
        // Last: as long as it is there, somebody tries again.
        delete(state(name));
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    /** A run that was ended before it joined its group has none, which Kafka says in a cause of what it says. */
    private static boolean isGone(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof GroupIdNotFoundException || cause instanceof UnknownTopicOrPartitionException) {
                return true;
            }
        }
        return false;
    }

    /** Where a run's log is. */
    Path log(String name) {
        return place.log(PREFIX + name);
    }

    private Path state(String name) {
        return place.data("job-state").resolve(name);
    }

    static PidFile pidFile(Place place, String name) {
        return new PidFile(place.pids().resolve(PREFIX + name + PID));
    }

    private static Path portFile(Place place, String name) {
        return place.pids().resolve(PREFIX + name + ".port");
    }
}
