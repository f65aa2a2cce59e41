package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.farmer1st.local.Place;

/** Ends the processes of a place: those that pid files name, in reverse order, and whatever else carries its mark. */
final class Shutdown {

    private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(5);

    private final Place place;
    private final Platform platform;
    private final Consumer<String> say;

    Shutdown(Place place, Platform platform, Consumer<String> say) {
        this.place = place;
        this.platform = platform;
        this.say = say;
    }

    /** Whether any process of this place runs. */
    boolean anythingRuns() {
        return new PidFile(Supervisor.pidFile(place)).process().isPresent()
                || platform.components().stream()
                        .anyMatch(component -> pidFile(component).process().isPresent())
                || !marked().isEmpty();
    }

    /** The supervisor first, so that it brings nobody back; then everybody. */
    void endEverything() throws InterruptedException, IOException {
        PidFile supervisor = new PidFile(Supervisor.pidFile(place));
        if (supervisor.process().isPresent()) {
            Ending.end(supervisor.process().get(), "TERM", PATIENCE_WITH_OTHERS);
        }
        supervisor.delete();
        AttachedProcesses.endAll(place);
        endComponents();
    }

    /** Those that need others first: all of a rank together. */
    void endComponents() throws InterruptedException {
        Map<Integer, List<Component>> ranks = new TreeMap<>(java.util.Comparator.reverseOrder());
        for (Component component : platform.components()) {
            ranks.computeIfAbsent(rank(component.name()), rank -> new ArrayList<>())
                    .add(component);
        }
        for (List<Component> together : ranks.values()) {
            List<Thread> ending = together.stream()
                    .map(component -> new Thread(() -> end(component)))
                    .toList();
            ending.forEach(Thread::start);
            for (Thread thread : ending) {
                thread.join();
            }
        }
        for (ProcessHandle other : marked()) {
            say.accept("Ending process " + other.pid() + ", which no pid file names");
            Ending.end(other, "TERM", PATIENCE_WITH_OTHERS);
        }
    }

    private void end(Component component) {
        PidFile file = pidFile(component);
        try {
            if (file.process().isPresent()) {
                Ending.end(
                        file.process().get(),
                        component.server().stopSignal(),
                        component.server().stopTimeout());
                say.accept(component.name() + " has ended");
            }
            file.delete();
        } catch (IOException e) {
            say.accept("A pid file could not be deleted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many others stand between this one and what needs nothing. */
    private int rank(String name) {
        Set<String> needs = new HashSet<>();
        for (Component component : platform.components()) {
            if (component.name().equals(name)) {
                needs.addAll(component.needs());
            }
        }
        for (Step step : PlatformSteps.of(platform)) {
            if (step.name().equals(name)) {
                needs.addAll(step.needs());
            }
        }
        return needs.stream().mapToInt(need -> rank(need) + 1).max().orElse(0);
    }

    private PidFile pidFile(Component component) {
        return new PidFile(place.pids().resolve(component.name() + ".pid"));
    }

    /** JVMs carry the mark; Redis and Postgres are programs in the cache of this place. */
    private List<ProcessHandle> marked() {
        Pattern mark = Pattern.compile(Pattern.quote(Component.MARK + place.home()) + "(\\s|$)");
        String programs = place.cache() + "/";
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .filter(process -> process.info()
                                .commandLine()
                                .filter(line -> mark.matcher(line).find())
                                .isPresent()
                        || process.info()
                                .command()
                                .filter(command -> command.startsWith(programs))
                                .isPresent())
                .filter(Ending::lives)
                .toList();
    }
}
