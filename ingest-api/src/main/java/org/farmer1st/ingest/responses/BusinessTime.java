package org.farmer1st.ingest.responses;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.events.TimeFlag;

/**
 * When a response was answered, as well as can be told: the device's time, corrected by how far the device's clock was
 * off when it sent. It is a key and nothing more (design, decision 5); nothing is refused for a time that can't be
 * believed, it is flagged.
 *
 * @param at never later than the receipt, never before 1970
 * @param flags why it is not to be taken at its word; often empty
 */
record BusinessTime(Instant at, List<TimeFlag> flags) {

    /** Below this a difference is the way through the network as likely as a wrong clock. */
    static final Duration NOTABLE_SKEW = Duration.ofMinutes(1);

    /** Beyond this the clock may have been set between answering and sending. */
    static final Duration PLAUSIBLE_SKEW = Duration.ofDays(7);

    /** Older than this is a forgotten phone, or a clock that fell back. */
    static final Duration BELIEVABLE_AGE = Duration.ofDays(2 * 366);

    /**
     * @param deviceTime when it was answered, by the device's clock; null where it didn't say
     * @param sentAt when it was sent, by the device's clock; null where it didn't say
     * @param receivedAt when it was received, by ours
     */
    static BusinessTime of(Instant deviceTime, Instant sentAt, Instant receivedAt) {
        List<TimeFlag> flags = new ArrayList<>(2);
        Duration skew = Duration.ZERO;
        if (sentAt == null) {
            flags.add(TimeFlag.SENT_TIME_MISSING);
        } else {
            skew = Duration.between(sentAt, receivedAt);
            if (skew.abs().compareTo(NOTABLE_SKEW) >= 0) {
                flags.add(TimeFlag.SKEW_CORRECTED);
            }
            if (skew.abs().compareTo(PLAUSIBLE_SKEW) > 0) {
                flags.add(TimeFlag.SKEW_IMPLAUSIBLE);
            }
        }
        if (deviceTime == null) {
            flags.add(TimeFlag.DEVICE_TIME_MISSING);
            return new BusinessTime(receivedAt, flags);
        }
        Instant at = deviceTime.plus(skew);
        if (at.isAfter(receivedAt)) {
            flags.add(TimeFlag.AFTER_RECEIPT);
            at = receivedAt;
        }
        if (at.isBefore(receivedAt.minus(BELIEVABLE_AGE))) {
            flags.add(TimeFlag.TOO_OLD);
        }
        return new BusinessTime(at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at, flags);
    }
}
