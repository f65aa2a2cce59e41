package org.farmer1st.ingest.rejections;

import io.opentelemetry.context.Context;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.farmer1st.events.InputFault;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.RejectedBody;
import org.farmer1st.events.RejectedUpload;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.schemas.Lanes;

/**
 * Keeps uploads that were refused for what they hold, so that what a farmer answered is not lost to a faulty app: an
 * entry in {@code survey.rejected}, and the body, of which nobody knows what is personal in it, in {@code
 * survey.personal}. A sender is told of the refusal only when both are kept; where they can't be, that it should send
 * again.
 *
 * <p>What bounds it: {@link RejectionQuota} a tenant, of bodies; the topic's retention, of entries; {@link
 * RejectedBodySweep} takes the bodies away a month after.
 */
public final class RejectedUploads {

    private static final String NONE = "";

    private final EventLog log;
    private final RejectionQuota quota;
    private final Clock clock;

    public RejectedUploads(EventLog log, RejectionQuota quota, Clock clock) {
        this.log = log;
        this.quota = quota;
        this.clock = clock;
    }

    /**
     * What could be read of an upload; each is null where it couldn't, or hasn't the form of an id.
     *
     * @param surveyVersion 1 or more
     */
    public record Identity(String surveyId, Integer surveyVersion, String farmerId, String responseId) {
        /** Nothing could be read. */
        public static final Identity UNKNOWN = new Identity(null, null, null, null);
    }

    /** Whether an upload that was refused with this is kept: the same could never succeed, and its sender was let in. */
    static boolean areKept(ApiException reason) {
        return switch (reason.code()) {
            case VALIDATION_FAILED, MALFORMED_REQUEST, SURVEY_CLOSED, RESPONSE_CONFLICT -> true;
            default -> false;
        };
    }

    /**
     * An answer as it is, but given only when the upload is kept, where it is a refusal of a kind that is kept. Where it
     * can't be kept the answer is UNAVAILABLE instead.
     */
    public <T> CompletableFuture<T> keepIfRefused(
            CompletableFuture<T> answer, String tenant, Supplier<Identity> identity, byte[] body) {
        Function<Throwable, CompletableFuture<T>> ifRefused = error -> {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            return cause instanceof ApiException reason && areKept(reason)
                    ? keep(tenant, identity.get(), reason, body)
                            .thenCompose(kept -> CompletableFuture.<T>failedFuture(reason))
                    : CompletableFuture.<T>failedFuture(error);
        };
        return answer.exceptionallyCompose(Context.current().wrapFunction(ifRefused));
    }

    /**
     * Keeps an upload. Completes when Kafka has it; fails with an {@link ApiException} UNAVAILABLE.
     *
     * @param body as it was sent, inflated
     */
    CompletableFuture<RecordMetadata> keep(String tenant, Identity identity, ApiException reason, byte[] body) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        RejectedUpload entry = new RejectedUpload();
        entry.setTenant(tenant);
        entry.setCode(reason.code().name());
        entry.setFaults(reason.details().size());
        entry.setSurveyId(identity.surveyId());
        entry.setSurveyVersion(identity.surveyVersion());
        entry.setFarmerId(identity.farmerId());
        entry.setResponseId(identity.responseId());
        entry.setReceivedAt(now);
        entry.setSize(body.length);
        if (!quota.grants(tenant, body.length)) {
            return log.reject(entry);
        }
        // No farmer's id is a hyphen.
        String laneKey = Lanes.key(tenant, identity.farmerId() == null ? "-" : identity.farmerId());
        String key = laneKey + "/rejected/" + LocalDate.ofInstant(now, ZoneOffset.UTC) + '/' + sha256(body);
        int lane = log.lanes().of(laneKey);
        entry.setBodyLane(lane);
        entry.setBodyKey(key);
        return log.setApart(lane, key, personal(tenant, identity, reason, body, now))
                .thenCompose(Context.current().wrapFunction((RecordMetadata kept) -> log.reject(entry)));
    }

    private static PersonalData personal(
            String tenant, Identity identity, ApiException reason, byte[] body, Instant now) {
        List<InputFault> faults = reason.details().stream()
                .map(fault -> new InputFault(fault.path(), fault.message()))
                .toList();
        return new PersonalData(
                tenant,
                identity.farmerId() == null ? NONE : identity.farmerId(),
                identity.responseId() == null ? NONE : identity.responseId(),
                NONE,
                identity.surveyId() == null ? NONE : identity.surveyId(),
                identity.surveyVersion() == null ? 0 : identity.surveyVersion(),
                now,
                null,
                List.of(),
                new RejectedBody(faults, ByteBuffer.wrap(body)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
