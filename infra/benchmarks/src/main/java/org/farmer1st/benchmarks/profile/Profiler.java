package org.farmer1st.benchmarks.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.benchmarks.load.LoadFailedException;

/** Records where a JVM spends its time, by the Flight Recorder that every JDK has, and by the processor time of its threads. */
public final class Profiler implements AutoCloseable {

    private static final String RECORDING = "benchmark";

    private final long pid;
    private final Path file;
    private final ThreadTimes before;
    private boolean recording = true;

    private Profiler(long pid, Path file) {
        this.pid = pid;
        this.file = file;
        this.before = ThreadTimes.of(pid);
    }

    /**
     * Begins to record.
     *
     * @param file where the recording goes, which the other JVM writes
     */
    public static Profiler start(long pid, Path file) throws IOException, InterruptedException {
        ask(pid, "JFR.start", "name=" + RECORDING, "settings=profile");
        return new Profiler(pid, file);
    }

    /**
     * Ends the recording and writes what it says: {@code NAME.txt}, and the recording itself beside it.
     *
     * @param operations done meanwhile
     */
    public Path finish(Path directory, String name, long operations) throws IOException, InterruptedException {
        ThreadTimes threads = ThreadTimes.of(pid).minus(before);
        recording = false;
        ask(pid, "JFR.stop", "name=" + RECORDING, "filename=" + file);
        Path report = directory.resolve(name + ".txt");
        Files.writeString(report, Profile.of(file).text() + threads.text(operations));
        Files.move(file, directory.resolve(name + ".jfr"), StandardCopyOption.REPLACE_EXISTING);
        return report;
    }

    private static void ask(long pid, String... command) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(tool)) {
            throw new LoadFailedException("There is no " + tool
                    + ": a profile needs a whole JDK. Set JAVA_HOME to one, or leave --profile out.");
        }
        List<String> all = new ArrayList<>(List.of(tool.toString(), Long.toString(pid)));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new LoadFailedException("jcmd could not record process " + pid + ":\n" + output);
        }
    }

    @Override
    public void close() {
        if (!recording) {
            return;
        }
        try {
            ask(pid, "JFR.stop", "name=" + RECORDING);
        } catch (IOException | LoadFailedException e) {
            System.err.println("The recording goes on: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
