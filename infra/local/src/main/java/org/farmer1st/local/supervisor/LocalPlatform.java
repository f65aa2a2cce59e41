package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.farmer1st.embedded.DamagedDataException;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;

/**
 * A platform on this machine, as {@code up}, {@code down} and {@code status} see it. For tests too:
 * {@code LocalPlatform.start(root, home, portOffset)} in a home and on ports of their own.
 */
public final class LocalPlatform implements AutoCloseable {

    private static final long BETWEEN_LOOKS = 100;

    private final Place place;
    private final Consumer<String> say;

    /** @param say told what happens, a line at a time */
    public LocalPlatform(Place place, Consumer<String> say) {
        this.place = place;
        this.say = say;
    }

    /** Starts a platform and returns when it is ready; {@link #close} ends it and keeps its data. */
    public static LocalPlatform start(Path root, Path home, int portOffset) throws IOException, InterruptedException {
        LocalPlatform platform = new LocalPlatform(new Place(root, home, portOffset), System.out::println);
        platform.up();
        return platform;
    }

    public Place place() {
        return place;
    }

    /**
     * Starts what does not run, and returns when everything is ready.
     *
     * @return false where it was running already
     * @throws CommandFailed where it cannot be started; nothing runs then
     */
    public boolean up() throws IOException, InterruptedException {
        Process supervisor = null;
        Files.createDirectories(place.home());
        try (FileChannel channel = FileChannel.open(
                        Supervisor.lockFile(place), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                prepare();
            } else if (progress().contains(Events.READY)) {
                return false;
            }
        }
        if (!progressStarted()) {
            supervisor = startSupervisor();
        }
        follow(supervisor);
        return true;
    }

    private boolean progressStarted() {
        return Files.exists(Events.file(place));
    }

    private void prepare() throws IOException, InterruptedException {
        Preflight.checkSpace(place);
        Shutdown shutdown = shutdown();
        if (shutdown.anythingRuns()) {
            say.accept("Ending what a supervisor that is gone has left behind");
            shutdown.endEverything();
        }
        new Distribution(place.root(), place.cache()).forgetCopies();
        Preflight.checkData(place);
        Secrets secrets = Secrets.keep(place, Files.exists(Preflight.completeMarker(place)));
        Preflight.checkPorts(platform(secrets).components());
        place.remember();
        Files.deleteIfExists(Events.file(place));
    }

    private Process startSupervisor() throws IOException {
        Files.createDirectories(place.logs());
        Path log = place.log("supervisor");
        List<String> java = Jvm.heap(96)
                .quickCompilerOnly()
                .with(
                        Component.MARK + place.home(),
                        "-Dfarmer1st.root=" + place.root(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                .command(
                        new Distribution(place.root(), place.cache()).classPath("infra/local"),
                        Supervisor.class.getName(),
                        place.root().toString(),
                        place.home().toString(),
                        "" + place.portOffset());
        // It outlives the terminal, and the interrupt key is not meant for it.
        List<String> command = new java.util.ArrayList<>(List.of(
                "sh",
                "-c",
                "trap '' HUP INT; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else exec \"$@\"; fi",
                "sh"));
        command.addAll(java);
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void follow(Process supervisor) throws InterruptedException {
        int told = 0;
        while (true) {
            boolean alive = supervisor == null
                    ? new PidFile(Supervisor.pidFile(place)).process().isPresent()
                    : supervisor.isAlive();
            List<String> lines = progress();
            for (; told < lines.size(); told++) {
                String line = lines.get(told);
                if (line.equals(Events.READY)) {
                    return;
                }
                if (line.startsWith(Events.FAILED)) {
                    throw new CommandFailed(
                            line.substring(Events.FAILED.length()).replace("\\n", "\n"));
                }
                say.accept(line);
            }
            if (!alive) {
                throw new CommandFailed("The supervisor ended before everything was ready. Its log "
                        + place.log("supervisor") + " ends with:\n" + LogTail.of(place.log("supervisor"))
                        + "\nTry ./farmer1st up again; it puts right what is left.");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private List<String> progress() {
        try {
            String text = Files.readString(Events.file(place), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Ends every process of this place; data is kept.
     *
     * @return false where nothing ran
     */
    public boolean down() throws IOException, InterruptedException {
        Shutdown shutdown = shutdown();
        if (!shutdown.anythingRuns()) {
            return false;
        }
        shutdown.endEverything();
        Files.deleteIfExists(Events.file(place));
        return true;
    }

    /** How everything is, whether or not a supervisor runs. */
    public List<ComponentStatus> status() throws IOException, InterruptedException {
        return StatusLook.at(place, platform(Secrets.look(place)));
    }

    /** Whether a supervisor is at work. */
    public Optional<ProcessHandle> supervisor() {
        return new PidFile(Supervisor.pidFile(place)).process();
    }

    private Shutdown shutdown() throws IOException {
        return new Shutdown(place, platform(Secrets.look(place)), say);
    }

    private Platform platform(Secrets secrets) {
        try {
            return new Platform(place, secrets);
        } catch (DamagedDataException e) {
            throw new CommandFailed(e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }

    /** Ends it; data is kept. */
    @Override
    public void close() throws IOException, InterruptedException {
        down();
    }
}
