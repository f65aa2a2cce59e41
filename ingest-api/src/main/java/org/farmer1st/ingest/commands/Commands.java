package org.farmer1st.ingest.commands;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;

/**
 * Asks the platform to do things: each command is an event in {@code platform.commands} under the id of the workflow that
 * does it. The id derives from what the command is, so that however often it is sent there is one workflow.
 */
public final class Commands {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int DIGITS = 32;

    private final EventLog log;
    private final InFlight inFlight;
    private final Clock clock;

    public Commands(EventLog log, InFlight inFlight, Clock clock) {
        this.log = log;
        this.inFlight = inFlight;
        this.clock = clock;
    }

    /**
     * Sends a command. Completes when Kafka has it, or fails with an {@link ApiException} UNAVAILABLE.
     *
     * @param digest of the command's content: a workflow id that comes again with another one is a mistake
     */
    public CompletableFuture<Asked> ask(Caller caller, String workflowId, SpecificRecord command, String digest) {
        if (!inFlight.tryEnter()) {
            return CompletableFuture.failedFuture(
                    ApiException.unavailable("Too much is under way just now.", RETRY_AFTER));
        }
        PlatformCommand event = new PlatformCommand(
                workflowId,
                caller.tenant(),
                caller.subject(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                command,
                digest);
        return log.command(event)
                .whenComplete((written, error) -> inFlight.leave())
                .thenApply(written -> new Asked(workflowId));
    }

    /** What a caller is told of a command that Kafka has. */
    public record Asked(String workflowId) {}

    /** A digest of texts, in hexadecimal; no two lists of texts share one. */
    public static String digest(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
