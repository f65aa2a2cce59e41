package org.farmer1st.testkit;

import java.io.IOException;

/** Sends a process what Java cannot. */
record ProcessSignal(long pid) {

    /** As {@code kill -QUIT} does; nothing where the process is gone. */
    void quit() {
        try {
            new ProcessBuilder("kill", "-QUIT", "" + pid).start().waitFor();
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
