package org.farmer1st.ingest.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    @Test
    void roundsBeginNoSoonerThanIsSaidAndWhatComesMeanwhileGoesTogether() throws Exception {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(4);
        try (Pace pace = new Pace("test", BETWEEN)) {
            pace.start();
            pace.execute(() -> {
                times.add(System.nanoTime());
                first.countDown();
                all.countDown();
            });
            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3; i++) {
                pace.execute(() -> {
                    times.add(System.nanoTime());
                    all.countDown();
                });
            }
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }

        // A round begins before its first task runs, so tasks of two rounds may be a little closer than the rounds.
        assertThat(times.get(1) - times.get(0))
                .isGreaterThan(BETWEEN.dividedBy(4).toNanos());
    }

    @Test
    void aTaskThatFailsAndAPauseChangeNothing() throws Exception {
        try (Pace pace = new Pace("test", Duration.ofNanos(1))) {
            pace.start();
            for (int i = 0; i < 100; i++) {
                CountDownLatch done = new CountDownLatch(1);
                pace.execute(() -> {
                    throw new StackOverflowError();
                });
                pace.execute(done::countDown);
                assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void whatItHasWhenItIsClosedIsRunAndNothingMoreIsTaken() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        Pace pace = new Pace("test", Duration.ofHours(1));
        pace.start();
        pace.execute(() -> {
            began.countDown();
            await(goOn);
        });
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
        pace.execute(last::countDown);
        pace.close();

        assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> pace.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
