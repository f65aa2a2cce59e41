package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.farmer1st.events.TimeFlag;
import org.junit.jupiter.api.Test;

class BusinessTimeTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void aGoodClockIsTakenAtItsWord() {
        assertBusinessTime("2026-11-20T08:15:00Z", "2026-11-21T12:00:00Z", "2026-11-20T08:15:00Z");
    }

    @Test
    void aClockThatIsOffIsCorrected() {
        assertBusinessTime(
                "2026-11-20T08:15:00Z", "2026-11-21T14:00:00Z", "2026-11-20T06:15:00Z", TimeFlag.SKEW_CORRECTED);
        assertBusinessTime(
                "1970-01-01T01:00:00Z",
                "1970-01-01T03:00:00Z",
                "2026-11-21T10:00:00Z",
                TimeFlag.SKEW_CORRECTED,
                TimeFlag.SKEW_IMPLAUSIBLE);
    }

    @Test
    void nothingIsAnsweredAfterItWasReceivedNorBefore1970() {
        assertBusinessTime(
                "2027-05-01T00:00:00Z", "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z", TimeFlag.AFTER_RECEIPT);
        assertBusinessTime("0001-01-01T00:00:00Z", "2026-11-21T12:00:00Z", "1970-01-01T00:00:00Z", TimeFlag.TOO_OLD);
    }

    @Test
    void missingTimesAreFlagged() {
        assertBusinessTime(
                null, null, "2026-11-21T12:00:00Z", TimeFlag.SENT_TIME_MISSING, TimeFlag.DEVICE_TIME_MISSING);
        assertBusinessTime("2026-11-20T08:15:00Z", null, "2026-11-20T08:15:00Z", TimeFlag.SENT_TIME_MISSING);
        assertBusinessTime(null, "2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z", TimeFlag.DEVICE_TIME_MISSING);
    }

    private static void assertBusinessTime(String device, String sent, String expected, TimeFlag... flags) {
        BusinessTime time = BusinessTime.of(
                device == null ? null : Instant.parse(device), sent == null ? null : Instant.parse(sent), RECEIVED);

        assertThat(time.at()).isEqualTo(Instant.parse(expected));
        assertThat(time.flags()).containsExactly(flags);
    }
}
