package org.farmer1st.workflows.commands;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.farmer1st.events.PlatformCommand;

/**
 * The commands whose workflows have not ended, and the workflows that have. Thread-safe.
 *
 * <p>What bounds it: a command is kept while its workflow has not ended, so the commands held are the workflows under way.
 * Of an ended workflow 128 bits of its id's digest stay, about 100 bytes on the heap: ten megabytes for a hundred
 * thousand. Everything is read again from the topics at each start.
 */
public final class PendingCommands {

    private final Map<String, PlatformCommand> pending = new LinkedHashMap<>();
    private final List<PlatformCommand> added = new ArrayList<>();
    private final Set<UUID> ended = new HashSet<>();
    // The first call does not wait.
    private long lastAll = System.nanoTime() - Duration.ofDays(1).toNanos();

    /** A command was read. The first of those with the same workflow id stands; one that has ended is left out. */
    synchronized void add(PlatformCommand command) {
        if (!ended.contains(digest(command.getWorkflowId()))
                && pending.putIfAbsent(command.getWorkflowId(), command) == null) {
            added.add(command);
            notifyAll();
        }
    }

    /** A workflow's end was read. */
    synchronized void end(String workflowId) {
        ended.add(digest(workflowId));
        pending.remove(workflowId);
    }

    /**
     * What to look after next: commands that came since the last call, as soon as there are any; else, when
     * {@code interval} has passed since it did so last, all that are pending.
     */
    synchronized List<PlatformCommand> next(Duration interval) throws InterruptedException {
        long due = lastAll + interval.toNanos();
        while (added.isEmpty()) {
            long left = due - System.nanoTime();
            if (left <= 0) {
                lastAll = System.nanoTime();
                return List.copyOf(pending.values());
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        List<PlatformCommand> result = List.copyOf(added);
        added.clear();
        return result;
    }

    /** The number of commands whose workflows have not ended. */
    public synchronized int size() {
        return pending.size();
    }

    private static UUID digest(String workflowId) {
        try {
            ByteBuffer digest = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(workflowId.getBytes(StandardCharsets.UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
