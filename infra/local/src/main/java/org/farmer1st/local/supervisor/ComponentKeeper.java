package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.farmer1st.embedded.DamagedDataException;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.local.Place;

/**
 * Keeps one process alive: starts it when what it needs is ready, watches that it lives and serves, and brings it back. One
 * thread each. A process that lives and does not serve is ended after a while, unless what it needs is not there either: then
 * it is left to wait.
 */
final class ComponentKeeper implements Runnable {

    private static final Duration WHILE_STARTING = Duration.ofMillis(100);
    private static final Duration WHILE_SERVING = Duration.ofMillis(1_000);
    private static final Duration UNWELL_TOO_LONG = Duration.ofMinutes(2);

    private final Component component;
    private final PidFile pidFile;
    private final Board board;
    private final Events events;
    private final Consumer<String> giveUp;
    private final RestartPolicy policy = new RestartPolicy();
    private boolean everReady;

    /** @param giveUp told why, where the component cannot be started at all */
    ComponentKeeper(Place place, Component component, Board board, Events events, Consumer<String> giveUp) {
        this.component = component;
        this.pidFile = new PidFile(place.pids().resolve(component.name() + ".pid"));
        this.board = board;
        this.events = events;
        this.giveUp = giveUp;
    }

    @Override
    public void run() {
        try {
            while (true) {
                board.await(component.needs());
                Duration served = live();
                board.set(component.name(), false);
                Duration pause = policy.pauseAfterFailure(served);
                if (!everReady && policy.failures() >= RestartPolicy.TRIES_AT_START) {
                    giveUp.accept(component.name() + " does not start. Its log "
                            + component.server().log() + " ends with:\n"
                            + LogTail.of(component.server().log()));
                    return;
                }
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DamagedDataException e) {
            giveUp.accept(
                    e.getMessage() + " Put it back, or start afresh with ./farmer1st reset, which deletes all data.");
        } catch (IOException e) {
            events.log(component.name() + " cannot be started", e);
            giveUp.accept(component.name() + " cannot be started: " + e.getMessage());
        }
    }

    /**
     * One life of the process.
     *
     * @return how long it served
     */
    private Duration live() throws IOException, InterruptedException {
        ServerProcess server = component.server();
        Instant started = Instant.now();
        Process process = server.start();
        pidFile.write(process.toHandle());
        if (!awaitReady(server, process, started)) {
            return Duration.ZERO;
        }
        Instant ready = Instant.now();
        everReady = true;
        board.set(component.name(), true);
        events.say(String.format(
                "%s is ready (%.1f s)",
                component.name(), Duration.between(started, ready).toMillis() / 1000.0));
        watch(server, process);
        return Duration.between(ready, Instant.now());
    }

    private boolean awaitReady(ServerProcess server, Process process, Instant started) throws InterruptedException {
        Instant deadline = started.plus(server.startTimeout());
        while (process.isAlive()) {
            if (server.readiness().ready()) {
                return true;
            }
            if (Instant.now().isAfter(deadline) && board.has(component.needs())) {
                events.say(component.name() + " does not serve after "
                        + server.startTimeout().toSeconds() + " s and is started again");
                Ending.end(process.toHandle(), server.stopSignal(), server.stopTimeout());
                return false;
            }
            Thread.sleep(WHILE_STARTING.toMillis());
        }
        events.say(component.name() + " ended with code " + process.exitValue() + " before it served; its log: "
                + server.log());
        return false;
    }

    private void watch(ServerProcess server, Process process) throws InterruptedException {
        Instant well = Instant.now();
        while (!process.waitFor(WHILE_SERVING.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
            boolean serves = server.readiness().ready();
            board.set(component.name(), serves);
            Instant now = Instant.now();
            if (serves || !board.has(component.needs())) {
                well = now;
            } else if (Duration.between(well, now).compareTo(UNWELL_TOO_LONG) > 0) {
                events.say(component.name() + " has not served for " + UNWELL_TOO_LONG.toSeconds()
                        + " s and is started again");
                Ending.end(process.toHandle(), server.stopSignal(), server.stopTimeout());
                return;
            }
        }
        events.say(component.name() + " ended with code " + process.exitValue() + " and is started again");
    }
}
