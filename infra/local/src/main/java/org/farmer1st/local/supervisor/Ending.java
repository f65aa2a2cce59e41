package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Ends processes: asks, waits, and then kills. */
final class Ending {

    private Ending() {}

    /**
     * Returns when the process is gone.
     *
     * @param signal how it is asked, such as {@code TERM}
     * @param patience how long it may take before it is killed
     */
    static void end(ProcessHandle process, String signal, Duration patience) throws InterruptedException {
        if (!signal.equals("TERM") || !process.destroy()) {
            signal(process, signal);
        }
        if (!gone(process, patience)) {
            process.destroyForcibly();
            gone(process, Duration.ofSeconds(10));
        }
    }

    /** Whether it is gone, or goes within the time. */
    static boolean gone(ProcessHandle process, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (lives(process)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Whether it runs. One that has ended, and that its parent has not yet taken note of, does not. */
    static boolean lives(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            // Not Linux, or gone this moment.
            return process.isAlive();
        }
    }

    private static void signal(ProcessHandle process, String signal) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        }
    }
}
