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
        CountDownLatch others = new CountDownLatch(3);
        try (Pace pace = new Pace("rounds", BETWEEN)) {
            pace.start();
            times.add(System.nanoTime());
            pace.execute(first::countDown);
            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
            awaitTheRoundsEnd("rounds");
            for (int i = 0; i < 3; i++) {
                pace.execute(() -> {
                    times.add(System.nanoTime());
                    others.countDown();
                });
            }
            assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
        }

        // Since before the first round could begin: its own task may run much later on a busy machine.
        for (long time : times.subList(1, 4)) {
            assertThat(time - times.get(0)).isGreaterThanOrEqualTo(BETWEEN.toNanos());
        }
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

    /** What comes before its end goes with a round that is under way. Its thread sleeps only between rounds. */
    private static void awaitTheRoundsEnd(String name) throws InterruptedException {
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        while (thread.getState() != Thread.State.WAITING) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
