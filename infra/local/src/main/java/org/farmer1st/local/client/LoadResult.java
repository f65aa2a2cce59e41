package org.farmer1st.local.client;

import java.util.ArrayList;
import java.util.List;

/** What became of the records of a load. Safe for use by several threads. */
public final class LoadResult {

    private static final int EXPLAINED = 5;

    private long accepted;
    private long duplicate;
    private long rejected;
    private final List<String> explanations = new ArrayList<>();

    synchronized void addAccepted() {
        accepted++;
    }

    synchronized void addDuplicate() {
        duplicate++;
    }

    /** @param explanation which record, and why; the first few are kept */
    synchronized void addRejected(String explanation) {
        rejected++;
        if (explanations.size() < EXPLAINED) {
            explanations.add(explanation);
        }
    }

    public synchronized long accepted() {
        return accepted;
    }

    public synchronized long duplicate() {
        return duplicate;
    }

    public synchronized long rejected() {
        return rejected;
    }

    /** Why the first rejected records were rejected. */
    public synchronized List<String> explanations() {
        return List.copyOf(explanations);
    }

    /** How many rejected records {@link #explanations} says nothing of. */
    public synchronized long unexplained() {
        return rejected - explanations.size();
    }

    /** The line that every load ends with. */
    public synchronized String summary() {
        return accepted + " accepted, " + duplicate + " duplicate, " + rejected + " rejected";
    }
}
