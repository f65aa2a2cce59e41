package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.FlinkCluster;
import org.farmer1st.local.Place;

/**
 * The jobs that run on the cluster. The JobManager remembers nothing when it ends, so a job that it does not have is submitted
 * again, from its newest complete checkpoint. Where that cannot be restored, from the one before; and at last from none: a
 * view's writer may always begin anew, for the lane rule keeps what is there.
 */
final class FlinkJobs {

    static final Set<String> ALIVE =
            Set.of("RUNNING", "CREATED", "RESTARTING", "INITIALIZING", "RECONCILING", "FAILING", "CANCELLING");

    private static final Set<String> FAILED = Set.of("FAILED");

    private static final Duration RESTORING_TOO_LONG = Duration.ofSeconds(60);
    private static final int MOST_CHECKPOINTS_TRIED = 2;

    /** Of attached jobs, whose names have no point in them: a job, and the generation that it writes. */
    private static final Pattern RUN = Pattern.compile("[^.]+\\.\\d+");

    private final Rest flink;
    private final Distribution distribution;
    private final Checkpoints checkpoints;
    private final List<FlinkJob> jobs;
    private final Events events;
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();
    private final Map<String, Instant> restoring = new HashMap<>();

    FlinkJobs(Rest flink, Distribution distribution, Checkpoints checkpoints, List<FlinkJob> jobs, Events events) {
        this.flink = flink;
        this.distribution = distribution;
        this.checkpoints = checkpoints;
        this.jobs = jobs;
        this.events = events;
    }

    /**
     * Submits what is missing.
     *
     * @return the names of the jobs that are running, with all their tasks
     */
    Set<String> tend() throws IOException, InterruptedException {
        JsonNode overview = overview();
        Set<String> running = new HashSet<>();
        for (FlinkJob job : jobs) {
            if (tend(job, alive(overview, job), find(overview, job, FAILED).isPresent())) {
                running.add(job.name());
            }
        }
        return running;
    }

    /**
     * Submits those of the attached jobs that are missing. They are known by the ids they were submitted under, and one that
     * can't be looked after is no hindrance to the others. What runs and should not is ended: a run that is stopped, and one
     * that is nobody's, which a command that was interrupted left behind.
     *
     * @param known the names of all runs that are somebody's, of those too that are stopped
     * @param unreadable jobs of which nobody can tell what should run: they are left as they are
     */
    void tend(List<FlinkJob> attached, Set<String> known, Set<String> unreadable)
            throws IOException, InterruptedException {
        JsonNode overview = overview();
        Set<String> kept = attached.stream().map(FlinkJob::name).collect(Collectors.toCollection(HashSet::new));
        checkpoints.names().stream()
                .filter(name -> RUN.matcher(name).matches())
                .filter(name -> unreadable.contains(AttachedJob.ofRun(name)))
                .forEach(kept::add);
        endOthers(overview, kept, known);
        for (FlinkJob job : attached) {
            try {
                List<String> ids = checkpoints.ids(job.name());
                boolean lastFailed = !ids.isEmpty()
                        && find(overview, ids.subList(ids.size() - 1, ids.size()), FAILED)
                                .isPresent();
                tend(job, find(overview, ids, ALIVE), lastFailed);
            } catch (IOException e) {
                int failed = failures.merge(job.name(), 1, Integer::sum);
                notBefore.put(job.name(), Instant.now().plus(pause(failed)));
                events.log(job.component() + " could not be looked after: " + e.getMessage());
            }
        }
    }

    private void endOthers(JsonNode overview, Set<String> kept, Set<String> known)
            throws IOException, InterruptedException {
        for (String name : checkpoints.names()) {
            if (kept.contains(name) || !RUN.matcher(name).matches()) {
                continue;
            }
            Optional<String> alive = find(overview, checkpoints.ids(name), ALIVE)
                    .map(found -> found.path("jid").asText());
            if (alive.isPresent()) {
                events.log("job:" + name + " is on the cluster and shouldn't be, and is taken off it");
                flink.patch("/jobs/" + alive.get() + "?mode=cancel");
            } else if (!known.contains(name)) {
                checkpoints.forget(name);
            }
        }
    }

    private JsonNode overview() throws IOException, InterruptedException {
        return flink.get("/jobs/overview").orElseThrow(() -> new IOException("Flink has no overview"));
    }

    private boolean tend(FlinkJob job, Optional<JsonNode> alive, boolean lastFailed)
            throws IOException, InterruptedException {
        if (alive.isEmpty()) {
            if (Instant.now().isAfter(notBefore.getOrDefault(job.name(), Instant.MIN))) {
                submit(job, lastFailed);
            }
        } else if (isRunning(alive.get())) {
            failures.remove(job.name());
            restoring.remove(job.name());
            checkpoints.keepOnly(job.name(), alive.get().path("jid").asText());
            return true;
        } else if (restoring.containsKey(job.name())
                && Instant.now().isAfter(restoring.get(job.name()).plus(RESTORING_TOO_LONG))) {
            abandon(job, alive.get().path("jid").asText());
        }
        return false;
    }

    /** Flink would try the same checkpoint for ever, such as one that an earlier build wrote in another form. */
    private void abandon(FlinkJob job, String id) throws IOException, InterruptedException {
        restoring.remove(job.name());
        failures.merge(job.name(), 1, Integer::sum);
        events.log(job.component() + " has not come to run from its checkpoint in " + RESTORING_TOO_LONG.toSeconds()
                + " s and begins again from an older one, or anew; the TaskManager's log says what hindered it");
        flink.patch("/jobs/" + id + "?mode=cancel");
    }

    /** Whether a job runs with all its tasks; changes nothing. */
    static boolean running(Rest flink, FlinkJob job) {
        try {
            return flink.get("/jobs/overview")
                    .flatMap(overview -> alive(overview, job))
                    .map(FlinkJobs::isRunning)
                    .orElse(false);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the run of an attached job runs with all its tasks; changes nothing. */
    static boolean attachedRuns(Place place, FlinkCluster cluster, FlinkJob run) {
        try {
            List<String> ids = Checkpoints.of(place, cluster).ids(run.name());
            return new Rest(cluster.url())
                    .get("/jobs/overview")
                    .flatMap(overview -> find(overview, ids, ALIVE))
                    .map(FlinkJobs::isRunning)
                    .orElse(false);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void submit(FlinkJob job, boolean lastFailed) throws IOException, InterruptedException {
        if (lastFailed) {
            failures.merge(job.name(), 1, Integer::sum);
        }
        int failed = failures.getOrDefault(job.name(), 0);
        Optional<Path> checkpoint =
                failed > MOST_CHECKPOINTS_TRIED - 1 ? Optional.empty() : checkpoints.newest(job.name(), failed);
        notBefore.put(job.name(), Instant.now().plus(pause(failed)));
        String id = submit(flink, distribution, checkpoints, job, checkpoint);
        if (checkpoint.isPresent()) {
            restoring.put(job.name(), Instant.now());
        }
        events.log(job.component() + " was submitted as " + id + " from "
                + checkpoint.map(Path::toString).orElse("no checkpoint"));
    }

    private static Duration pause(int failures) {
        return Duration.ofSeconds(Math.min(30, 1L << Math.min(5, failures)));
    }

    /**
     * Submits a job. Its id is chosen and noted before, so that a job can't run on the cluster that nobody knows.
     *
     * @param from the checkpoint or savepoint that it goes on from
     * @return its id
     * @throws IOException where the cluster refuses it; the message says why
     */
    static String submit(
            Rest flink, Distribution distribution, Checkpoints checkpoints, FlinkJob job, Optional<Path> from)
            throws IOException, InterruptedException {
        String jar = flink.upload("/jars/upload", job.jar().in(distribution))
                .path("filename")
                .asText();
        jar = jar.substring(jar.lastIndexOf('/') + 1);
        String id = UUID.randomUUID().toString().replace("-", "");
        ObjectNode request = flink.json().createObjectNode();
        request.put("jobId", id);
        job.arguments().forEach(request.withArray("programArgsList")::add);
        from.ifPresent(path -> request.put("savepointPath", path.toUri().toString()));
        checkpoints.belongs(job.name(), id);
        try {
            flink.post("/jars/" + jar + "/run", request);
        } finally {
            flink.delete("/jars/" + jar);
        }
        return id;
    }

    private static Optional<JsonNode> alive(JsonNode overview, FlinkJob job) {
        return find(overview, job, ALIVE);
    }

    private static Optional<JsonNode> find(JsonNode overview, FlinkJob job, Set<String> states) {
        for (JsonNode found : overview.path("jobs")) {
            if (found.path("name").asText().equals(job.name())
                    && states.contains(found.path("state").asText())) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> find(JsonNode overview, List<String> ids, Set<String> states) {
        for (JsonNode found : overview.path("jobs")) {
            if (ids.contains(found.path("jid").asText())
                    && states.contains(found.path("state").asText())) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    static boolean isRunning(JsonNode job) {
        JsonNode tasks = job.path("tasks");
        return job.path("state").asText().equals("RUNNING")
                && tasks.path("running").asInt() == tasks.path("total").asInt()
                && tasks.path("total").asInt() > 0;
    }
}
