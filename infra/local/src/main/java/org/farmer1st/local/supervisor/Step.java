package org.farmer1st.local.supervisor;

import java.util.Set;

/**
 * Something that is done once in a start, when what it needs is ready, and that others wait for. Safe to repeat.
 *
 * @param name what those who need it call it
 * @param needs names of components and steps
 * @param task throws where it failed; it is then tried again
 */
record Step(String name, Set<String> needs, Task task) {

    /** What a step does. */
    @FunctionalInterface
    interface Task {
        /** @throws Exception whatever went wrong; the message is shown */
        void run() throws Exception;
    }
}
