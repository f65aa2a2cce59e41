package org.farmer1st.serving.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.events.Account.AVAILABLE;
import static org.farmer1st.events.Account.EXPIRED;
import static org.farmer1st.events.Account.ISSUANCE;
import static org.farmer1st.events.Account.OWED;
import static org.farmer1st.events.Account.PAID;
import static org.farmer1st.events.Account.PENDING;
import static org.farmer1st.events.Account.RESERVED;

import java.time.Instant;
import org.farmer1st.events.Account;
import org.junit.jupiter.api.Test;

/** A transfer's amount is what it adds to {@code available + pending + reserved - owed}. */
class TransferTest {

    @Test
    void amountsAreSignedAsTheFarmerSeesThem() {
        assertThat(signed(ISSUANCE, AVAILABLE)).isEqualTo(10);
        assertThat(signed(ISSUANCE, PENDING)).isEqualTo(10);
        assertThat(signed(AVAILABLE, ISSUANCE)).isEqualTo(-10);
        assertThat(signed(PENDING, AVAILABLE)).isZero();
        assertThat(signed(AVAILABLE, RESERVED)).isZero();
        assertThat(signed(RESERVED, PAID)).isEqualTo(-10);
        assertThat(signed(AVAILABLE, EXPIRED)).isEqualTo(-10);
        assertThat(signed(OWED, ISSUANCE)).isEqualTo(-10);
        assertThat(signed(AVAILABLE, OWED)).isZero();
        assertThat(signed(EXPIRED, ISSUANCE)).isZero();
    }

    @Test
    void aPlaceSurvivesBeingACursor() {
        Transfer.Place place = new Transfer.Place(123_456_789_012L, 7);
        assertThat(TransferCursor.read(TransferCursor.write(place))).isEqualTo(place);
    }

    private static long signed(Account debit, Account credit) {
        return new Transfer(
                        "id",
                        new Transfer.Place(1, 0),
                        "EARNED",
                        debit,
                        credit,
                        10,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Instant.EPOCH,
                        Instant.EPOCH)
                .signedAmount();
    }
}
