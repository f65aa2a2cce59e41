package org.farmer1st.workflows.commands;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The commands whose workflows have not ended, the workflows that have, and what each workflow was first asked to do.
 * Thread-safe.
 *
 * <p>What bounds it: a command is kept while its workflow has not ended, so the commands held are the workflows under way.
 * Of every workflow there ever was 128 bits each of its id's and its content's digest stay, about 250 bytes on the heap:
 * 25 megabytes for a hundred thousand. Everything is read again from the topics at each start.
 */
public final class PendingCommands {

    /** What became of a command that was read. */
    enum Addition {
        /** It is the first with its workflow id. */
        FIRST,
        /** It is the first once more, or may be: it was written when commands had no digest yet. */
        REPEATED,
        /** The first with its workflow id has another content; that one stands. */
        CONFLICTING
    }

    /** The content of a command without a digest. */
    private static final UUID UNKNOWN = new UUID(0, 0);

    private final Map<String, LoggedCommand> pending = new LinkedHashMap<>();
    private final List<LoggedCommand> added = new ArrayList<>();
    private final Map<UUID, UUID> contents = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();
    // The first call does not wait.
    private long lastAll = System.nanoTime() - Duration.ofDays(1).toNanos();

    /**
     * A command was read. The first of those with the same workflow id stands, whether its workflow has ended or not; one
     * that has ended is not taken up again.
     */
    synchronized Addition add(LoggedCommand command) {
        UUID workflow = digest(command.workflowId());
        String digest = command.command().getDigest();
        UUID content = digest == null ? UNKNOWN : digest(digest);
        UUID first = contents.putIfAbsent(workflow, content);
        if (first != null) {
            return first.equals(content) || first.equals(UNKNOWN) || content.equals(UNKNOWN)
                    ? Addition.REPEATED
                    : Addition.CONFLICTING;
        }
        if (!ended.contains(workflow)) {
            pending.put(command.workflowId(), command);
            added.add(command);
            notifyAll();
        }
        return Addition.FIRST;
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
    synchronized List<LoggedCommand> next(Duration interval) throws InterruptedException {
        long due = lastAll + interval.toNanos();
        while (added.isEmpty()) {
            long left = due - System.nanoTime();
            if (left <= 0) {
                lastAll = System.nanoTime();
                return List.copyOf(pending.values());
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        List<LoggedCommand> result = List.copyOf(added);
        added.clear();
        return result;
    }

    /** The number of commands whose workflows have not ended. */
    public synchronized int size() {
        return pending.size();
    }

    private static UUID digest(String text) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
