package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.farmer1st.embedded.ConnectServer;
import org.farmer1st.local.Place;

/**
 * The process that keeps a platform alive: one thread for each component, one for each step, one for the connectors and one
 * for the Flink jobs. They meet at the {@link Board}. It holds the lock of its place as long as it lives, and ends on a signal
 * without ending anybody else: {@code down} does that.
 */
public final class Supervisor {

    private static final String CONNECTORS = "connectors";
    private static final long BETWEEN_LOOKS = 1_000;

    private final Place place;
    private final Platform platform;
    private final Events events;
    private final AttachedJobs attached;
    private final Board board = new Board();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private volatile boolean complete;

    private Supervisor(Place place, Platform platform, Events events) {
        this.place = place;
        this.platform = platform;
        this.events = events;
        this.attached = new AttachedJobs(place);
    }

    /** Arguments: the checkout, the home directory, the port offset. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Place place = new Place(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        Files.createDirectories(place.home());
        try (FileChannel channel =
                        FileChannel.open(lockFile(place), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                System.out.println("Another supervisor is at work in " + place.home() + ".");
                return;
            }
            new PidFile(pidFile(place)).write(ProcessHandle.current());
            Events events = new Events(Events.file(place));
            try {
                new Supervisor(place, new Platform(place, Secrets.look(place)), events).run();
            } catch (IOException | RuntimeException e) {
                events.log("The supervisor cannot go on", e);
                events.failed(e.getMessage());
                System.exit(1);
            }
        }
    }

    static Path lockFile(Place place) {
        return place.home().resolve("lock");
    }

    static Path pidFile(Place place) {
        return place.pids().resolve("supervisor.pid");
    }

    private void run() throws IOException, InterruptedException {
        events.log("The supervisor of " + place.home() + " starts, ports moved by " + place.portOffset());
        Set<String> everything = new HashSet<>(Set.of(CONNECTORS));
        for (Component component : platform.components()) {
            everything.add(component.name());
            start(component.name(), new ComponentKeeper(place, component, board, events, this::giveUp));
        }
        for (Step step : PlatformSteps.of(platform)) {
            start(step.name(), () -> take(step));
        }
        platform.jobs().forEach(job -> everything.add(job.component()));
        start(CONNECTORS, this::tendConnectors);
        start("jobs", this::tendJobs);
        start("processes", this::tendProcesses);
        board.await(everything);
        Preflight.markComplete(place);
        complete = true;
        events.say("Everything is ready.");
        events.ready();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        threads.add(thread);
        thread.start();
    }

    private void take(Step step) {
        RestartPolicy policy = new RestartPolicy();
        try {
            while (true) {
                board.await(step.needs());
                try {
                    step.task().run();
                    board.set(step.name(), true);
                    events.say(step.name() + " are in place");
                    return;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    events.log(step.name() + " failed", e);
                    long pause =
                            policy.pauseAfterFailure(java.time.Duration.ZERO).toMillis();
                    if (policy.failures() >= RestartPolicy.TRIES_AT_START) {
                        giveUp("The " + step.name() + " could not be made: " + e.getMessage());
                        return;
                    }
                    Thread.sleep(Math.max(pause, BETWEEN_LOOKS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tendConnectors() {
        Connectors connectors =
                new Connectors(new Rest(platform.connectUrl()), ConnectServer.connectors(platform.distribution()));
        Set<String> needs = Set.of("connect", "kafka", "postgres", Platform.TABLES);
        boolean posted = false;
        try {
            while (true) {
                board.await(needs);
                try {
                    if (!posted) {
                        connectors.post();
                        posted = true;
                    }
                    announce(CONNECTORS, "connectors are running", connectors.tend());
                } catch (IOException e) {
                    board.set(CONNECTORS, false);
                    logOnce("The connectors could not be looked after: " + e.getMessage());
                }
                Thread.sleep(complete ? BETWEEN_LOOKS * 3 : BETWEEN_LOOKS / 4);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tendJobs() {
        Checkpoints checkpoints = Checkpoints.of(place, platform.flink());
        FlinkJobs jobs = new FlinkJobs(
                new Rest(platform.flink().url()), platform.distribution(), checkpoints, platform.jobs(), events);
        Set<String> needs = Set.of(
                "flink-jobmanager",
                "flink-taskmanager",
                "kafka",
                "postgres",
                "redis",
                Platform.SCHEMAS,
                Platform.TABLES);
        try {
            while (true) {
                board.await(needs);
                try {
                    Set<String> running = jobs.tend();
                    for (FlinkJob job : platform.jobs()) {
                        announce(job.component(), job.component() + " is running", running.contains(job.name()));
                    }
                    // Where a command is at work on them, it is left alone until the next look.
                    attached.tryAlone(() -> jobs.tend(platform.attached(), platform.attachedRuns(), unreadable()));
                } catch (IOException e) {
                    platform.jobs().forEach(job -> board.set(job.component(), false));
                    logOnce("The Flink jobs could not be looked after: " + e.getMessage());
                }
                Thread.sleep(complete ? BETWEEN_LOOKS : BETWEEN_LOOKS / 4);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** They need nothing of Flink, and are looked after while it is away. */
    private void tendProcesses() {
        AttachedProcesses processes = new AttachedProcesses(place, platform, attached);
        Set<String> needs = Set.of("kafka", "postgres", Platform.SCHEMAS, Platform.TABLES);
        try {
            while (true) {
                board.await(needs);
                try {
                    attached.tryAlone(() -> processes.tend(attached.list(), unreadable(), events));
                } catch (IOException e) {
                    logOnce("The processes of attached jobs could not be looked after: " + e.getMessage());
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The names of attached jobs whose files can't be read; the log says what is wrong with them. */
    private Set<String> unreadable() throws IOException {
        Map<String, String> unreadable = attached.look().unreadable();
        unreadable.values().forEach(this::logOnce);
        return unreadable.keySet();
    }

    /** What goes on being so is not news. */
    private void logOnce(String text) {
        if (said.add(text)) {
            events.log(text);
        }
    }

    private void announce(String name, String sentence, boolean ready) {
        if (ready && !board.has(Set.of(name))) {
            events.say(sentence);
        }
        board.set(name, ready);
    }

    /** A platform that cannot start is put away whole; one that was there goes on without what it lost. */
    private void giveUp(String why) {
        if (complete) {
            events.log(why);
            return;
        }
        if (!givenUp.compareAndSet(false, true)) {
            return;
        }
        new Thread(
                        () -> {
                            threads.forEach(Thread::interrupt);
                            try {
                                Thread.sleep(BETWEEN_LOOKS / 4);
                                new Shutdown(place, platform, events::log).endComponents();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            events.failed(why);
                            System.exit(1);
                        },
                        "give up")
                .start();
    }
}
