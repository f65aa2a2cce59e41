package org.farmer1st.runtime.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private final Receipts receipts = new Receipts(List.of(new byte[32]));
    private final Receipt receipt = new Receipt(
            "demo",
            UUID.randomUUID().toString(),
            UUID.randomUUID().toString(),
            15,
            123_456_789_012L,
            Instant.ofEpochMilli(1_790_000_000_123L));

    @Test
    void aReceiptSaysWhatItWasIssuedFor() {
        assertThat(receipts.verify(receipts.issue(receipt))).contains(receipt);
    }

    @Test
    void noCharacterOfAReceiptCanBeChanged() {
        String text = receipts.issue(receipt);
        for (int i = 0; i < text.length(); i++) {
            for (char other : new char[] {'A', 'B', 'w', '_', '-', '*'}) {
                if (text.charAt(i) != other) {
                    String changed = text.substring(0, i) + other + text.substring(i + 1);
                    assertThat(receipts.verify(changed)).as(changed).isEmpty();
                }
            }
        }
        assertThat(receipts.verify("")).isEmpty();
        assertThat(receipts.verify(text + "A")).isEmpty();
        assertThat(receipts.verify(text.substring(1))).isEmpty();
    }

    @Test
    void anotherKeyDoesNotVerifyIt() {
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(new Receipts(List.of(other)).verify(receipts.issue(receipt))).isEmpty();
    }

    @Test
    void keysRotateWithoutAReceiptThatNobodyBelieves() {
        byte[] next = new byte[32];
        next[0] = 1;
        Receipts prepared = new Receipts(List.of(new byte[32], next));
        Receipts rotated = new Receipts(List.of(next, new byte[32]));
        Receipts after = new Receipts(List.of(next));

        assertThat(prepared.verify(rotated.issue(receipt))).contains(receipt);
        assertThat(rotated.verify(receipts.issue(receipt))).contains(receipt);
        assertThat(after.verify(rotated.issue(receipt))).contains(receipt);
        assertThat(after.verify(receipts.issue(receipt))).isEmpty();
    }
}
