package org.farmer1st.local.supervisor;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What is ready right now. Those who need something wait here. */
final class Board {

    private final Set<String> ready = new HashSet<>();

    synchronized void set(String name, boolean isReady) {
        if (isReady ? ready.add(name) : ready.remove(name)) {
            notifyAll();
        }
    }

    synchronized boolean has(Collection<String> names) {
        return ready.containsAll(names);
    }

    synchronized void await(Collection<String> names) throws InterruptedException {
        while (!ready.containsAll(names)) {
            wait();
        }
    }

    /** The first of {@code names} that are not ready. */
    synchronized Set<String> missing(Collection<String> names) {
        Set<String> missing = new HashSet<>(names);
        missing.removeAll(ready);
        return missing;
    }
}
