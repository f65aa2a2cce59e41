package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;

/**
 * What a place's jobs run on, for commands that add one to it, look at one or take one away: the Flink cluster, or for Kafka
 * Streams jobs the machine, as processes of their own.
 */
public final class JobCluster {

    private static final Duration SAVEPOINT_PATIENCE = Duration.ofMinutes(2);
    private static final long BETWEEN_LOOKS = 200;
    private static final Set<String> OVER = Set.of("FAILED", "GONE", "CANCELED", "FINISHED", "SUSPENDED", "ENDED");

    private final Place place;
    private final Platform platform;
    private final Rest flink;
    private final Checkpoints checkpoints;
    private final AttachedJobs jobs;
    private final AttachedProcesses processes;

    private JobCluster(Place place, Platform platform) {
        this.place = place;
        this.platform = platform;
        this.flink = new Rest(platform.flink().url());
        this.checkpoints = Checkpoints.of(place, platform.flink());
        this.jobs = new AttachedJobs(place);
        this.processes = new AttachedProcesses(place, platform, jobs);
    }

    /**
     * That of a place.
     *
     * @throws CommandFailed where no platform runs there
     */
    public static JobCluster of(Place place) throws IOException {
        if (new PidFile(Supervisor.pidFile(place)).process().isEmpty()) {
            throw new CommandFailed("No platform runs in " + place.home() + ": start it with ./farmer1st up.");
        }
        return new JobCluster(place, new Platform(place, Secrets.look(place)));
    }

    /** What a run does just now. */
    public record State(String name, boolean running, String problem) {

        /** Whether it ended and is not going to be better by itself. */
        public boolean failed() {
            return OVER.contains(name);
        }
    }

    /** The attached jobs. */
    public AttachedJobs jobs() {
        return jobs;
    }

    /** Where the programs come from. */
    public Distribution distribution() {
        return platform.distribution();
    }

    /** The names that the platform's own jobs and processes have. */
    public List<String> ownNames() {
        return Stream.concat(
                        platform.jobs().stream().map(FlinkJob::name),
                        platform.components().stream().map(Component::name))
                .toList();
    }

    /** The settings that every attached job is given. */
    public Map<String, String> settings() {
        return platform.environment("attached");
    }

    /** A connection to the platform's database, the caller's to close. */
    public Connection database() throws SQLException {
        PostgresServer postgres = platform.postgres();
        return DriverManager.getConnection(postgres.url(), PostgresServer.USER, postgres.password());
    }

    /**
     * Submits a run, or starts it where it is a process.
     *
     * @param from the checkpoint or savepoint that it goes on from
     * @return its id on the cluster; its name where it is a process
     * @throws IOException where the cluster refuses it; the message says why
     */
    public String submit(AttachedJob job, AttachedJob.Run run, Optional<Path> from)
            throws IOException, InterruptedException {
        if (job.isProcess()) {
            processes.start(job, run);
            return name(job, run);
        }
        return FlinkJobs.submit(flink, platform.distribution(), checkpoints, platform.attached(jobs, job, run), from);
    }

    /** The newest complete checkpoint of a run. */
    public Optional<Path> newestCheckpoint(AttachedJob job, AttachedJob.Run run) throws IOException {
        return checkpoints.newest(name(job, run), 0);
    }

    /** How a run is: by the newest id under which it was submitted. */
    public State state(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        if (job.isProcess()) {
            return processes.state(job, run);
        }
        List<String> ids = checkpoints.ids(name(job, run));
        if (ids.isEmpty()) {
            return new State("GONE", false, "it was never submitted");
        }
        return state(ids.get(ids.size() - 1));
    }

    /** How the job with an id is. */
    public State state(String id) throws IOException, InterruptedException {
        Optional<JsonNode> found = flink.get("/jobs/overview").flatMap(overview -> {
            for (JsonNode each : overview.path("jobs")) {
                if (each.path("jid").asText().equals(id)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        });
        if (found.isEmpty()) {
            return new State("GONE", false, "the cluster does not have it");
        }
        String name = found.get().path("state").asText();
        boolean running = FlinkJobs.isRunning(found.get());
        return new State(name, running, running ? "" : problem(id));
    }

    /** The first line of what went wrong last, of the innermost cause; empty where nothing did. */
    private String problem(String id) throws IOException, InterruptedException {
        JsonNode history = flink.get("/jobs/" + id + "/exceptions")
                .map(all -> all.path("exceptionHistory").path("entries").path(0))
                .orElse(flink.json().createObjectNode());
        String trace = history.path("stacktrace").asText();
        return trace.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .map(line -> line.substring("Caused by: ".length()))
                .or(() -> trace.lines().findFirst())
                .orElse("");
    }

    /**
     * Takes a savepoint of a run, which goes on.
     *
     * @return where it is
     */
    public Path savepoint(String id) throws IOException, InterruptedException {
        ObjectNode request = flink.json().createObjectNode();
        request.put("target-directory", savepoints().toUri().toString());
        String trigger = flink.post("/jobs/" + id + "/savepoints", request)
                .path("request-id")
                .asText();
        return completed(id, trigger);
    }

    /** Stops a run with a savepoint, after which it has done all that it read, and nothing more. */
    public Path stopWithSavepoint(String id) throws IOException, InterruptedException {
        ObjectNode request = flink.json().createObjectNode();
        request.put("targetDirectory", savepoints().toUri().toString());
        String trigger =
                flink.post("/jobs/" + id + "/stop", request).path("request-id").asText();
        return completed(id, trigger);
    }

    private Path savepoints() throws IOException {
        return Files.createDirectories(place.data("flink").resolve("savepoints"));
    }

    private Path completed(String id, String trigger) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(SAVEPOINT_PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            JsonNode answer = flink.get("/jobs/" + id + "/savepoints/" + trigger)
                    .orElseThrow(() -> new IOException("Flink forgot the savepoint that was asked for"));
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode operation = answer.path("operation");
                if (operation.has("failure-cause")) {
                    throw new IOException("The savepoint failed: "
                            + operation.path("failure-cause").path("class").asText());
                }
                return Path.of(URI.create(operation.path("location").asText()));
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new IOException("The savepoint was not there within " + SAVEPOINT_PATIENCE.toSeconds() + " s");
    }

    /** The id under which a run is on the cluster now, or its name where it is a process; empty where it is not there. */
    public Optional<String> id(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        if (job.isProcess()) {
            return processes.process(name(job, run)).map(process -> name(job, run));
        }
        List<String> ids = checkpoints.ids(name(job, run));
        Optional<JsonNode> overview = flink.get("/jobs/overview");
        for (JsonNode each : overview.orElseThrow(() -> new IOException("Flink has no overview"))
                .path("jobs")) {
            if (ids.contains(each.path("jid").asText())
                    && FlinkJobs.ALIVE.contains(each.path("state").asText())) {
                return Optional.of(each.path("jid").asText());
            }
        }
        return Optional.empty();
    }

    /** Ends a run where it runs, and returns when it has; what it needs to go on stays. */
    public void end(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        if (job.isProcess()) {
            processes.end(name(job, run));
            return;
        }
        Optional<String> id = id(job, run);
        if (id.isPresent()) {
            cancel(id.get());
        }
    }

    private void cancel(String id) throws IOException, InterruptedException {
        flink.patch("/jobs/" + id + "?mode=cancel");
        Instant deadline = Instant.now().plus(SAVEPOINT_PATIENCE);
        while (FlinkJobs.ALIVE.contains(state(id).name())) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("The job " + id + " does not end; ./farmer1st status says how the cluster is");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** Deletes the state of a run that will not come back. */
    public void forget(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        if (job.isProcess()) {
            processes.forget(name(job, run));
        } else {
            checkpoints.forget(name(job, run));
        }
    }

    /** Whether the run with an id has completed a checkpoint. */
    public boolean hasCheckpoint(String id) throws IOException {
        return checkpoints.hasAny(id);
    }

    /** The logs in which a job's own words can be. */
    public List<Path> logs(AttachedJob job) {
        if (job.isProcess()) {
            return job.runs().stream().map(run -> processes.log(name(job, run))).toList();
        }
        return List.of(place.log("flink-taskmanager"), place.log("flink-jobmanager"));
    }

    /** What tells the lines of those logs that are about a job: one of these is in each. */
    public List<String> words(AttachedJob job) throws IOException {
        if (job.isProcess()) {
            return List.of("");
        }
        List<String> words = new ArrayList<>(List.of("view " + job.view(), job.name() + " ", job.name() + ":"));
        for (AttachedJob.Run run : job.runs()) {
            words.addAll(checkpoints.ids(name(job, run)));
        }
        return words;
    }

    private static String name(AttachedJob job, AttachedJob.Run run) {
        return job.name() + "." + run.generation();
    }
}
