package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;

/**
 * The job that writes a view, on a running platform: a second instance of it can build another generation beside the first,
 * and take its place. The lane rule makes it harmless that both, or two instances of one generation, write at once.
 */
public final class ViewJob {

    private static final Map<String, String> JOBS =
            Map.of("survey_cells", "survey-analytics", "points", "points-views");
    private static final Set<String> OVER = Set.of("FINISHED", "CANCELED", "FAILED");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Platform platform;
    private final Rest flink;
    private final FlinkJob job;
    private final Checkpoints checkpoints;
    private final String databasePassword;

    /**
     * @param view {@code survey_cells} or {@code points}
     * @throws CommandFailed where the platform does not run
     */
    public ViewJob(Place place, String view) throws IOException {
        if (new LocalPlatform(place, line -> {}).supervisor().isEmpty()) {
            throw new CommandFailed("Nothing runs in " + place.home() + ". Start it first: ./farmer1st up");
        }
        Secrets secrets = Secrets.look(place);
        this.platform = new Platform(place, secrets);
        this.flink = new Rest(platform.flink().url());
        this.job = platform.jobs().stream()
                .filter(one -> one.name().equals(JOBS.get(view)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No job writes the view " + view));
        this.checkpoints = Checkpoints.of(place, platform.flink());
        this.databasePassword = secrets.databasePassword();
    }

    /** The views that have a job. */
    public static Set<String> views() {
        return JOBS.keySet();
    }

    /** A connection to the platform's database. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(platform.postgres().url(), PostgresServer.USER, databasePassword);
    }

    /** How many lanes there are. */
    public int lanes() {
        return Integer.parseInt(job.settings().get("LANES"));
    }

    /** Where the platform's Redis is; {@code redis://…}. */
    public String redisUrl() {
        return platform.redisAddress();
    }

    /** Starts an instance that builds a generation from the log's beginning. */
    public void build(int generation) throws IOException, InterruptedException {
        String jar = flink.upload("/jars/upload", platform.distribution().ownJar("stream-jobs/" + job.name()))
                .path("filename")
                .asText();
        ObjectNode request = flink.json().createObjectNode();
        job.arguments().forEach(request.withArray("programArgsList")::add);
        request.withArray("programArgsList").add("--GENERATION").add("" + generation);
        String uploaded = jar.substring(jar.lastIndexOf('/') + 1);
        // Chosen and written down before, so that what it leaves is found however this ends.
        String id = UUID.randomUUID().toString().replace("-", "");
        request.put("jobId", id);
        checkpoints.belongs(nameOf(generation), id);
        try {
            flink.post("/jars/" + uploaded + "/run", request);
        } finally {
            flink.delete("/jars/" + uploaded);
        }
    }

    /** Whether the instance that builds a generation is there, running or about to. */
    public boolean isBuilding(int generation) throws IOException, InterruptedException {
        return !alive(nameOf(generation)).isEmpty();
    }

    /** Ends the instance that builds a generation, where there is one; when it writes no more, its checkpoints are deleted. */
    public void stopBuilding(int generation) throws IOException, InterruptedException {
        stop(alive(nameOf(generation)));
        checkpoints.forget(nameOf(generation));
    }

    /**
     * Puts the instance that built a generation in the place of the view's job: the job ends, and the supervisor starts it
     * again from the other's newest checkpoint, for the generation that is live by then. The instance that built it writes on
     * until the job does.
     */
    public void handOver(int generation) throws IOException, InterruptedException {
        String builder = alive(nameOf(generation)).stream()
                .findFirst()
                .orElseThrow(() -> new CommandFailed("The job that built generation " + generation
                        + " has ended. ./farmer1st rebuild again puts things right."));
        await("a checkpoint of generation " + generation, () -> checkpoints.hasAny(builder));
        List<String> before = alive(job.name());
        List<String> left = checkpoints.replace(job.name(), builder);
        // From here on its checkpoints are the job's, and are deleted when the job has some of its own.
        checkpoints.disown(nameOf(generation));
        stop(before);
        await("the job " + job.name(), () -> isRunningOtherThan(before));
        stop(List.of(builder));
        checkpoints.delete(left);
        if (!checkpoints.ids(job.name()).contains(builder)) {
            // The job had one of its own before the builder had written its last.
            checkpoints.delete(List.of(builder));
        }
    }

    private String nameOf(int generation) {
        return job.name() + " generation " + generation;
    }

    private boolean isRunningOtherThan(List<String> ids) throws IOException, InterruptedException {
        return FlinkJobs.running(flink, job) && alive(job.name()).stream().noneMatch(ids::contains);
    }

    private void stop(List<String> ids) throws IOException, InterruptedException {
        for (String id : ids) {
            flink.patch("/jobs/" + id + "?mode=cancel");
        }
        for (String id : ids) {
            await("the end of job " + id, () -> OVER.contains(stateOf(id)));
        }
    }

    private String stateOf(String id) throws IOException, InterruptedException {
        return flink.get("/jobs/" + id)
                .map(found -> found.path("state").asText())
                .orElse("FINISHED");
    }

    private List<String> alive(String name) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (JsonNode found : flink.get("/jobs/overview")
                .orElseThrow(() -> new IOException("Flink has no overview"))
                .path("jobs")) {
            if (found.path("name").asText().equals(name)
                    && !OVER.contains(found.path("state").asText())) {
                ids.add(found.path("jid").asText());
            }
        }
        return ids;
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailed("Waited " + PATIENCE.toSeconds() + " s for " + what
                        + ". See ./farmer1st status and the logs; ./farmer1st rebuild again puts things right.");
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }
}
