package org.farmer1st.local.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    @Test
    void whatIsDoneToItsEndIsNotInterruptedAndTheInterruptionComesBehindIt() throws Exception {
        Thread worker = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread interrupting = new Thread(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                return;
            }
            worker.interrupt();
        });
        interrupting.start();

        Interruption.toItsEnd(() -> {
            begun.countDown();
            interrupting.join();
            done.set(true);
        });

        assertThat(done).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatGoesWrongInItIsToldAsItIs() {
        assertThatThrownBy(() -> Interruption.toItsEnd(() -> {
                    throw new IOException("refused");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("refused");
    }

    @Test
    void aCommandThatIsNotInterruptedEndsAsItEnds() throws Exception {
        assertThat(Interruption.watching(null, () -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> Interruption.watching(null, () -> {
                    throw new IOException("refused");
                }))
                .isInstanceOf(IOException.class);
    }
}
