package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.points.Samples.added;
import static org.farmer1st.points.Samples.replaced;
import static org.farmer1st.points.Samples.unchanged;
import static org.farmer1st.points.Samples.version;
import static org.farmer1st.points.Samples.withdrawn;

import org.farmer1st.events.Account;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.TransferKind;
import org.junit.jupiter.api.Test;

class PointsRulesTest {

    private final ResponseVersion ten = version("f-1", "r-1", "r-1", "safi", 10);
    private final ResponseVersion fifteen = version("f-1", "r-1", "v-2", "safi", 15);
    private final ResponseVersion nothing = version("f-1", "r-1", "v-3", "safi", 0);

    @Test
    void anAddedResponseEarnsItsBasePoints() {
        assertThat(PointsRules.transfers(added(1, ten))).singleElement().satisfies(transfer -> {
            assertThat(transfer.getKind()).isEqualTo(TransferKind.EARNED);
            assertThat(transfer.getAmount()).isEqualTo(10);
            assertThat(transfer.getDebit()).isEqualTo(Account.ISSUANCE);
            assertThat(transfer.getCredit()).isEqualTo(Account.AVAILABLE);
            assertThat(transfer.getAt()).isEqualTo(Samples.BUSINESS_TIME);
            assertThat(transfer.getRecordedAt()).isEqualTo(Samples.COVERED_AT);
            assertThat(transfer.getSurveyId()).isEqualTo("safi");
            assertThat(transfer.getResponseId()).isEqualTo("r-1");
        });
    }

    @Test
    void anEditPostsTheDifferenceInItsDirection() {
        expect(PointsRules.transfers(replaced(2, ten, fifteen)).get(0), TransferKind.CORRECTED, 5, Account.AVAILABLE);
        expect(PointsRules.transfers(replaced(2, fifteen, ten)).get(0), TransferKind.CORRECTED, 5, Account.ISSUANCE);
        assertThat(PointsRules.transfers(replaced(2, ten, ten))).isEmpty();
    }

    @Test
    void anEditThatMovesToAnotherSurveyTakesAndGives() {
        ResponseVersion elsewhere = version("f-1", "r-1", "v-4", "maize", 10);
        assertThat(PointsRules.transfers(replaced(2, ten, elsewhere)))
                .extracting(PointsTransfer::getKind)
                .containsExactly(TransferKind.REVERSED, TransferKind.EARNED);
    }

    @Test
    void aWithdrawalGivesBack() {
        expect(PointsRules.transfers(withdrawn(3, fifteen)).get(0), TransferKind.REVERSED, 15, Account.ISSUANCE);
    }

    @Test
    void nothingIsNoTransfer() {
        assertThat(PointsRules.transfers(added(1, nothing))).isEmpty();
        assertThat(PointsRules.transfers(withdrawn(1, nothing))).isEmpty();
        assertThat(PointsRules.transfers(unchanged(1))).isEmpty();
    }

    @Test
    void aCauseHasOneTransferId() {
        String first = PointsRules.transfers(added(1, ten)).get(0).getTransferId();
        assertThat(PointsRules.transfers(added(7, ten)).get(0).getTransferId()).isEqualTo(first);
        assertThat(PointsRules.transfers(withdrawn(1, ten)).get(0).getTransferId())
                .isNotEqualTo(first);
    }

    private static void expect(PointsTransfer transfer, TransferKind kind, long amount, Account credit) {
        assertThat(transfer.getKind()).isEqualTo(kind);
        assertThat(transfer.getAmount()).isEqualTo(amount);
        assertThat(transfer.getCredit()).isEqualTo(credit);
    }
}
