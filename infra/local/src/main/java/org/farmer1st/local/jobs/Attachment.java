package org.farmer1st.local.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.local.supervisor.AttachedJobs;
import org.farmer1st.local.supervisor.JobCluster;
import org.farmer1st.postgres.attached.AttachedView;
import org.farmer1st.postgres.attached.AttachedViews;

/**
 * What is done with attached jobs: each change is made alone, in an order in which whatever ends it halfway leaves the live view
 * as it was, and a command that can be given again.
 */
final class Attachment {

    private static final Duration COMING_TO_RUN = Duration.ofSeconds(90);
    private static final Duration CATCHING_UP = Duration.ofSeconds(30);
    private static final long BETWEEN_LOOKS = 300;

    /** A reader's statement ends within five seconds. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    /** The number of no generation: a run of it restores its state and writes nothing. */
    private static final int TRIAL = 0;

    private final JobCluster cluster;
    private final AttachedJobs jobs;
    private final PrintWriter out;

    Attachment(JobCluster cluster, PrintWriter out) {
        this.cluster = cluster;
        this.jobs = cluster.jobs();
        this.out = out;
    }

    /**
     * The attached job of a name.
     *
     * @throws CommandFailed where none is attached
     */
    AttachedJob require(String name) throws IOException {
        return jobs.find(name)
                .orElseThrow(() -> new CommandFailed("No job " + name + " is attached: ./farmer1st job submit " + name
                        + " does that. Attached: " + jobNames() + "."));
    }

    private String jobNames() {
        try {
            List<String> names = jobs.list().stream().map(AttachedJob::name).toList();
            return names.isEmpty() ? "none" : String.join(", ", names);
        } catch (IOException e) {
            return "none that can be read";
        }
    }

    /** Adds a job to the cluster, and makes its view readable where it is a new one. */
    void submit(Program program) throws IOException, InterruptedException, SQLException {
        String name = program.source().name();
        if (cluster.ownNames().contains(name)) {
            throw new CommandFailed("The platform has a job or a process " + name + ": give yours another name.");
        }
        if (jobs.find(name).isPresent()) {
            throw new CommandFailed(name + " runs already. What changed in it goes live by ./farmer1st job upgrade "
                    + name + ", where its state can be gone on with, else by job diff and job promote.");
        }
        int generation;
        boolean made = false;
        try (Connection connection = cluster.database()) {
            AttachedViews views = new AttachedViews(connection);
            Optional<AttachedView> live = live(views, program.view().view());
            if (live.isPresent()
                    && live.get().job().equals(name)
                    && live.get().definition().hasRowsOf(program.view())) {
                // Left by this job, which the platform has forgotten since: its rows are replaced once they are all
                // there. Who may read them is said at once.
                generation = live.get().generation();
                views.describe(program.view(), generation);
            } else if (live.isPresent()) {
                throw new CommandFailed("The view " + program.view().view() + " is there already, fed by "
                        + live.get().job() + (live.get().job().equals(name) ? " with other columns" : "")
                        + ". Take it away with ./farmer1st job remove "
                        + live.get().job()
                        + ", which deletes its rows, or name yours otherwise.");
            } else {
                dropLeftovers(views, program);
                generation = create(views, program);
                made = true;
            }
        }
        AttachedJob.Run run = program.run(generation);
        AttachedJob job = new AttachedJob(
                name, program.source().kind().name(), program.view().view(), program.reads(), false, List.of(run));
        try {
            // It is written down once it runs: what is killed before, the supervisor takes off the
            // cluster again. Until then it looks after no attached job, which costs the others nothing
            // but the time that one which fails just now, or loses the JobManager, waits to be started
            // again: some seconds, and COMING_TO_RUN at most.
            jobs.alone(() -> {
                jobs.copy(name, program.jar(), run.jar());
                begin(job, run);
                out.println(name + " was submitted; waiting until it runs …");
                out.flush();
                awaitRunning(job, run);
                jobs.keep(job);
            });
        } catch (IOException | InterruptedException | CommandFailed e) {
            undo(job, run, made);
            throw refused(name, e);
        }
        try (Connection connection = cluster.database()) {
            new AttachedViews(connection).promote(job.view(), generation);
        }
        out.println(name + " runs. Its rows: GET /v1/views/" + job.view());
    }

    /** What a submission that was interrupted made, and nobody reads or writes. */
    private static void dropLeftovers(AttachedViews views, Program program) throws SQLException {
        for (AttachedView view : views.list()) {
            if (view.definition().view().equals(program.view().view())
                    && view.job().equals(program.source().name())) {
                views.drop(view.definition().view(), view.generation());
            }
        }
    }

    /** An answer that isn't waited for would leave a job on the cluster that came after it was looked for. */
    private void begin(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        begin(job, run, Optional.empty());
    }

    private void begin(AttachedJob job, AttachedJob.Run run, Optional<Path> from)
            throws IOException, InterruptedException {
        Interruption.toItsEnd(() -> cluster.submit(job, run, from));
    }

    private void undo(AttachedJob job, AttachedJob.Run run, boolean dropView)
            throws IOException, InterruptedException, SQLException {
        Interruption.over();
        jobs.alone(() -> {
            end(job, run);
            jobs.keep(job.with(List.of()));
        });
        if (dropView) {
            try (Connection connection = cluster.database()) {
                new AttachedViews(connection).drop(job.view(), run.generation());
            }
        }
    }

    private static CommandFailed refused(String name, Exception e) {
        if (Interruption.is(e)) {
            return new CommandFailed("Interrupted: what was begun of " + name + " was taken back.", e);
        }
        return e instanceof CommandFailed failed
                ? failed
                : new CommandFailed(name + " was refused by the cluster: " + Problems.innermost(e.getMessage()), e);
    }

    private static int create(AttachedViews views, Program program) throws SQLException {
        try {
            return views.create(program.view(), program.source().name());
        } catch (AttachedViews.OtherJobException e) {
            throw new CommandFailed(e.getMessage() + " Name yours otherwise.", e);
        }
    }

    /** Goes on with a job that was stopped, as it was when it was submitted. */
    void resume(AttachedJob job) throws IOException, InterruptedException, SQLException {
        AttachedJob going = job.stopped(false);
        jobs.alone(() -> {
            for (AttachedJob.Run run : going.runs()) {
                if (cluster.id(going, run).isEmpty()) {
                    begin(going, run, cluster.newestCheckpoint(going, run));
                }
            }
            jobs.keep(going);
        });
        for (AttachedJob.Run run : going.runs()) {
            awaitRunning(going, run);
        }
        if (generations(job).stream().noneMatch(AttachedView::live)) {
            // Whoever submitted it was interrupted before.
            try (Connection connection = cluster.database()) {
                new AttachedViews(connection)
                        .promote(job.view(), going.runs().get(0).generation());
            }
        }
    }

    /** Whether a promotion was broken off when the shadow was live already, and left what was live before. */
    boolean isPromotedInPart(AttachedJob job) throws SQLException {
        int live = liveOf(job).generation();
        return generations(job).stream().anyMatch(view -> view.generation() < live);
    }

    /** Puts away what a promotion that was interrupted left: runs and generations from before the live one. */
    AttachedJob tidy(AttachedJob job) throws IOException, InterruptedException, SQLException {
        int live = liveOf(job).generation();
        List<AttachedJob.Run> old =
                job.runs().stream().filter(run -> run.generation() < live).toList();
        AttachedJob tidied = job.with(
                job.runs().stream().filter(run -> run.generation() >= live).toList());
        if (!old.isEmpty()) {
            jobs.alone(() -> {
                for (AttachedJob.Run run : old) {
                    end(job, run);
                }
                jobs.keep(tidied);
            });
        }
        try (Connection connection = cluster.database()) {
            for (AttachedView view : generations(job)) {
                if (tidied.runs().stream().noneMatch(run -> run.generation() == view.generation())) {
                    new AttachedViews(connection).drop(job.view(), view.generation());
                }
            }
        }
        return tidied;
    }

    /** Takes a job off the cluster; its view stays as it is, and so does what it needs to go on. */
    void stop(AttachedJob job) throws IOException, InterruptedException {
        jobs.alone(() -> {
            jobs.keep(job.stopped(true));
            for (AttachedJob.Run run : job.runs()) {
                cluster.end(job, run);
            }
        });
    }

    /** Takes a job off the cluster, and its view with all rows. */
    void remove(AttachedJob job) throws IOException, InterruptedException, SQLException {
        // Only the wait for others can be interrupted: a run that is ended has lost its state.
        jobs.alone(() -> Interruption.toItsEnd(() -> {
            for (AttachedJob.Run run : job.runs()) {
                end(job, run);
            }
            jobs.keep(job.with(List.of()));
        }));
        try (Connection connection = cluster.database()) {
            new AttachedViews(connection).remove(job.view());
        }
    }

    /**
     * Takes away the views that a job left which is attached no more, as a removal does that was interrupted.
     *
     * @return whether there was one
     */
    boolean removeViews(String job) throws SQLException {
        try (Connection connection = cluster.database()) {
            AttachedViews views = new AttachedViews(connection);
            List<String> left = views.list().stream()
                    .filter(view -> view.job().equals(job))
                    .map(view -> view.definition().view())
                    .distinct()
                    .toList();
            for (String view : left) {
                views.remove(view);
            }
            return !left.isEmpty();
        }
    }

    /**
     * Goes on with a changed program over the state and the rows of the one that runs. Whether it can is tried before
     * anything is stopped: the changed program restores a savepoint, and writes nothing.
     */
    void upgrade(AttachedJob job, Program program) throws IOException, InterruptedException, SQLException {
        AttachedView live = liveOf(job);
        AttachedJob.Run before = run(job, live.generation());
        AttachedJob.Run after = program.run(live.generation());
        if (after.program().equals(before.program())) {
            // Once more: an upgrade that was broken off may not have come to it.
            describe(program, live);
            out.println(job.name() + " runs as it is written: there is nothing to upgrade.");
            return;
        }
        String way = " ./farmer1st job diff " + job.name() + " computes it anew beside the live view and shows what"
                + " changes; job promote makes it live.";
        if (!live.definition().hasRowsOf(program.view())) {
            throw new CommandFailed(
                    "The view's columns or its key have changed, and its rows with them. Nothing was stopped." + way);
        }
        String running = requireRunning(job, before);
        AttachedJob upgraded = job.reading(program.reads())
                .with(job.runs().stream()
                        .map(run -> run.equals(before) ? after : run)
                        .toList());
        if (job.isProcess()) {
            compareState(before, after, way);
            replaceProcess(job, before, upgraded, after, program);
            describe(program, live);
        } else {
            tryRestoring(job, program, running, way);
            replaceOnCluster(job, before, upgraded, after, program, live);
        }
        out.println(job.name() + " was upgraded, and goes on over the same rows.");
    }

    private String requireRunning(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        if (job.stopped()) {
            throw new CommandFailed(job.name() + " is stopped: ./farmer1st job submit " + job.name()
                    + " lets it go on, and then this can be done.");
        }
        return cluster.id(job, run)
                .orElseThrow(() -> new CommandFailed(job.name() + " doesn't run just now: see ./farmer1st job list."));
    }

    /** A Kafka Streams job says what its state looks like, and reads only what looks so. */
    private static void compareState(AttachedJob.Run before, AttachedJob.Run after, String way) {
        String was = before.settings().get(AttachedJob.STATE);
        String is = after.settings().get(AttachedJob.STATE);
        if (!is.equals(was)) {
            throw new CommandFailed(
                    "The changed job can't go on with the state of the one that runs. Nothing was stopped." + way
                            + "\nThe state was: " + was + "\nand would be:  " + is);
        }
    }

    /** To its end: between the stop and the start, nothing runs. */
    private void replaceProcess(
            AttachedJob job, AttachedJob.Run before, AttachedJob upgraded, AttachedJob.Run after, Program program)
            throws IOException, InterruptedException {
        Interruption.toItsEnd(() -> jobs.alone(() -> {
            jobs.copy(job.name(), program.jar(), after.jar());
            cluster.end(job, before);
            out.println("Stopped; starting the changed job from where it was …");
            out.flush();
            try {
                cluster.submit(upgraded, after, Optional.empty());
                awaitRunning(upgraded, after);
                jobs.keep(upgraded);
            } catch (IOException | CommandFailed e) {
                cluster.end(upgraded, after);
                cluster.submit(job, before, Optional.empty());
                throw new CommandFailed(
                        "The changed job doesn't run, and the one before goes on: " + e.getMessage(), e);
            }
        }));
    }

    /** To its end: from the stop until there is a checkpoint, the savepoint is all there is to go on from. */
    private void replaceOnCluster(
            AttachedJob job,
            AttachedJob.Run before,
            AttachedJob upgraded,
            AttachedJob.Run after,
            Program program,
            AttachedView live)
            throws IOException, InterruptedException, SQLException {
        Path[] savepoint = new Path[1];
        String[] id = new String[1];
        Interruption.toItsEnd(() -> {
            jobs.alone(() -> {
                jobs.copy(job.name(), program.jar(), after.jar());
                String running = requireRunning(job, before);
                savepoint[0] = cluster.stopWithSavepoint(running);
                out.println("Stopped with a savepoint; submitting the changed job from it …");
                out.flush();
                try {
                    id[0] = cluster.submit(upgraded, after, Optional.of(savepoint[0]));
                    jobs.keep(upgraded);
                } catch (IOException e) {
                    cluster.submit(job, before, Optional.of(savepoint[0]));
                    throw new CommandFailed(
                            "The changed job was refused, and the one before goes on: "
                                    + Problems.innermost(e.getMessage()),
                            e);
                }
            });
            awaitRunning(upgraded, after);
        });
        describe(program, live);
        Interruption.toItsEnd(() -> {
            if (awaitCheckpoint(id[0])) {
                delete(savepoint[0]);
            } else {
                out.println("No checkpoint was made yet; the savepoint stays in " + savepoint[0] + ".");
            }
        });
    }

    /** Who may read the view, and from how many farmers on, is in force from here on. */
    private void describe(Program program, AttachedView live) throws SQLException {
        try (Connection connection = cluster.database()) {
            new AttachedViews(connection).describe(program.view(), live.generation());
        }
    }

    private void tryRestoring(AttachedJob job, Program program, String running, String way)
            throws IOException, InterruptedException {
        out.println("Trying whether the changed job can go on from a savepoint of the one that runs …");
        out.flush();
        AttachedJob.Run trial = program.run(TRIAL);
        AttachedJob trying = job.with(List.of(trial));
        String[] said = new String[1];
        boolean[] interrupted = new boolean[1];
        // Alone to its end: a trial that is interrupted is nobody's, and the supervisor takes it off the cluster.
        jobs.alone(() -> {
            Path[] savepoint = new Path[1];
            try {
                Interruption.toItsEnd(() -> savepoint[0] = cluster.savepoint(running));
                jobs.copy(job.name(), program.jar(), trial.jar());
                begin(trying, trial, Optional.of(savepoint[0]));
                awaitRunning(trying, trial);
            } catch (IOException | InterruptedException | CommandFailed e) {
                if (Interruption.is(e)) {
                    interrupted[0] = true;
                } else {
                    said[0] = Problems.innermost(e.getMessage());
                }
            } finally {
                Interruption.over();
                end(trying, trial);
                if (savepoint[0] != null) {
                    delete(savepoint[0]);
                }
                // Also deletes the copy of the jar.
                jobs.keep(job);
            }
        });
        if (interrupted[0]) {
            throw new CommandFailed("Interrupted: nothing was stopped, and " + job.name() + " runs as before.");
        }
        if (said[0] != null) {
            throw new CommandFailed(
                    "The changed job can't go on with the state of the one that runs. Nothing was stopped." + way
                            + "\nFlink says: " + said[0]);
        }
    }

    /** The shadow of a job: a generation of its view beside the live one, which the changed program computes from nothing. */
    AttachedView shadow(AttachedJob job, Program program) throws IOException, InterruptedException, SQLException {
        AttachedView live = liveOf(job);
        AttachedJob.Run before = run(job, live.generation());
        requireRunning(job, before);
        Optional<AttachedView> there = shadow(job);
        if (hasShadowOf(job, program)) {
            out.println("The shadow of " + job.name() + ", generation "
                    + there.orElseThrow().generation() + ", is of this program and goes on.");
            return there.orElseThrow();
        }
        dropShadow(job);
        AttachedJob present = require(job.name());
        if (before.program().equals(program.run(live.generation()).program())) {
            out.println(job.name() + " is written as it runs: the shadow should show no difference.");
        }
        int generation;
        try (Connection connection = cluster.database()) {
            generation = create(new AttachedViews(connection), program);
        }
        AttachedJob.Run run = program.shadow(generation);
        List<AttachedJob.Run> runs = new ArrayList<>(present.runs());
        runs.add(run);
        AttachedJob both = present.with(runs);
        try {
            jobs.alone(() -> {
                jobs.copy(job.name(), program.jar(), run.jar());
                begin(both, run);
                jobs.keep(both);
            });
            out.println("The changed job computes generation " + generation + " of " + job.view()
                    + " from the beginning of its topics …");
            out.flush();
            awaitRunning(both, run);
        } catch (IOException | InterruptedException | CommandFailed e) {
            Interruption.over();
            jobs.alone(() -> {
                end(both, run);
                jobs.keep(present);
            });
            try (Connection connection = cluster.database()) {
                new AttachedViews(connection).drop(job.view(), generation);
            }
            throw refused(job.name(), e);
        }
        return shadow(both).orElseThrow();
    }

    /** Whether a shadow of this program is there. */
    boolean hasShadowOf(AttachedJob job, Program program) throws IOException, SQLException {
        Optional<AttachedView> shadow = shadow(job);
        if (shadow.isEmpty()) {
            return false;
        }
        AttachedJob.Run run = run(job, shadow.get().generation());
        return run.program().equals(program.run(run.generation()).program());
    }

    /** The shadow of a job, where there is one. */
    Optional<AttachedView> shadow(AttachedJob job) throws SQLException {
        AttachedView live = liveOf(job);
        return generations(job).stream()
                .filter(view -> view.generation() > live.generation())
                .filter(view -> job.runs().stream().anyMatch(run -> run.generation() == view.generation()))
                .reduce((first, last) -> last);
    }

    /** Drops the shadow of a job; nothing happens where there is none. */
    void dropShadow(AttachedJob job) throws IOException, InterruptedException, SQLException {
        Optional<AttachedView> shadow = shadow(job);
        if (shadow.isEmpty()) {
            return;
        }
        AttachedJob.Run run = run(job, shadow.get().generation());
        jobs.alone(() -> {
            end(job, run);
            jobs.keep(job.with(
                    job.runs().stream().filter(each -> !each.equals(run)).toList()));
        });
        try (Connection connection = cluster.database()) {
            new AttachedViews(connection).drop(job.view(), run.generation());
        }
    }

    /** Waits until a shadow includes what the live view does. */
    void awaitCaughtUp(AttachedJob job, int shadow) throws IOException, InterruptedException, SQLException {
        AttachedJob.Run run = run(job, shadow);
        Instant told = Instant.now();
        Instant goal = liveOf(job).asOf();
        while (true) {
            Instant reached = generations(job).stream()
                    .filter(view -> view.generation() == shadow)
                    .findFirst()
                    .orElseThrow(() -> new CommandFailed("The shadow is gone: somebody dropped or promoted it."))
                    .asOf();
            if (!reached.isBefore(goal) && reached.isAfter(Instant.EPOCH)) {
                return;
            }
            JobCluster.State state = cluster.state(job, run);
            if (state.failed()) {
                throw new CommandFailed("The shadow ended: " + state.problem());
            }
            if (Instant.now().isAfter(told.plusSeconds(5))) {
                told = Instant.now();
                out.println("  " + (reached.equals(Instant.EPOCH) ? "nothing yet" : "as of " + reached) + ", of " + goal
                        + (state.running() ? "" : "; it is " + state.name() + ": " + state.problem()));
                out.flush();
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** Makes the shadow live, ends the run before it, and drops its generation once nobody reads it any more. */
    void promote(AttachedJob job) throws IOException, InterruptedException, SQLException {
        AttachedView live = liveOf(job);
        AttachedView shadow = shadow(job)
                .orElseThrow(() ->
                        new CommandFailed("There is no shadow of " + job.name() + " to promote: ./farmer1st job diff "
                                + job.name() + " makes one and shows what would change."));
        AttachedJob.Run before = run(job, live.generation());
        requireRunning(job, before);
        awaitCaughtUp(job, shadow.generation());
        try (Connection connection = cluster.database()) {
            promoteWhenNotBehind(new AttachedViews(connection), job, shadow.generation());
        }
        // Readers have the new rows: an interruption changes nothing any more, and what is over is put away all the
        // same.
        Interruption.toItsEnd(() -> jobs.alone(() -> {
            end(job, before);
            jobs.keep(job.with(
                    job.runs().stream().filter(run -> !run.equals(before)).toList()));
        }));
        out.println("Generation " + shadow.generation() + " of " + job.view() + " is live; dropping generation "
                + live.generation() + " …");
        out.flush();
        Interruption.toItsEnd(() -> Thread.sleep(GRACE.toMillis()));
        try (Connection connection = cluster.database()) {
            new AttachedViews(connection).drop(job.view(), live.generation());
        }
    }

    /** Both go on while this is asked: the shadow is now before and now behind the live view by a checkpoint. */
    private void promoteWhenNotBehind(AttachedViews views, AttachedJob job, int generation)
            throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(CATCHING_UP);
        while (true) {
            try {
                views.promote(job.view(), generation);
                return;
            } catch (AttachedViews.BehindException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw new CommandFailed(e.getMessage() + " Try again when it has caught up.", e);
                }
                Thread.sleep(BETWEEN_LOOKS / 3);
            }
        }
    }

    private void end(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        cluster.end(job, run);
        cluster.forget(job, run);
    }

    private void awaitRunning(AttachedJob job, AttachedJob.Run run) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(COMING_TO_RUN);
        JobCluster.State state = cluster.state(job, run);
        while (!state.running()) {
            if (state.failed()) {
                throw new CommandFailed(job.name() + " failed: " + state.problem());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailed(job.name() + " has not come to run in " + COMING_TO_RUN.toSeconds()
                        + " s; it is " + state.name() + (state.problem().isEmpty() ? "" : ": " + state.problem()));
            }
            Thread.sleep(BETWEEN_LOOKS);
            state = cluster.state(job, run);
        }
    }

    private boolean awaitCheckpoint(String id) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(COMING_TO_RUN);
        while (!cluster.hasCheckpoint(id)) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        return true;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    AttachedView liveOf(AttachedJob job) throws SQLException {
        return generations(job).stream()
                .filter(AttachedView::live)
                .findFirst()
                .orElseThrow(() -> new CommandFailed("The view " + job.view()
                        + " has no live generation: stop and submit " + job.name() + " again."));
    }

    List<AttachedView> generations(AttachedJob job) throws SQLException {
        try (Connection connection = cluster.database()) {
            return new AttachedViews(connection)
                    .list().stream()
                            .filter(view -> view.definition().view().equals(job.view()))
                            .toList();
        }
    }

    private static Optional<AttachedView> live(AttachedViews views, String view) throws SQLException {
        return views.list().stream()
                .filter(each -> each.definition().view().equals(view) && each.live())
                .findFirst();
    }

    private static AttachedJob.Run run(AttachedJob job, int generation) {
        return job.runs().stream()
                .filter(run -> run.generation() == generation)
                .findFirst()
                .orElseThrow(() -> new CommandFailed("Generation " + generation + " of " + job.view()
                        + " is written by no run of " + job.name() + ": ./farmer1st job list shows what there is."));
    }
}
