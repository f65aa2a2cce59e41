package org.farmer1st.workflows.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishSurvey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private final FakeTemporal temporal = new FakeTemporal();
    private final PendingCommands pending = new PendingCommands();
    private volatile boolean allIsRead = true;
    private final Reconciliation reconciliation =
            new Reconciliation(pending, () -> allIsRead, temporal, null, Duration.ofMillis(10));

    @AfterEach
    void close() {
        reconciliation.close();
    }

    @Test
    void startsNothingBeforeAllIsRead() throws InterruptedException {
        allIsRead = false;
        pending.add(command("a"));
        reconciliation.start();
        Thread.sleep(100);
        assertThat(temporal.started).isEmpty();

        allIsRead = true;

        await(() -> temporal.started.contains("a"));
    }

    @Test
    void givesATemporalThatForgotEverythingAllThatHasNotEnded() throws InterruptedException {
        pending.add(command("a"));
        pending.add(command("b"));
        reconciliation.start();
        await(() -> temporal.started.size() == 2);
        pending.end("a");

        temporal.started.clear();

        await(() -> temporal.started.contains("b"));
        Thread.sleep(50);
        assertThat(temporal.started).doesNotContain("a");
    }

    @Test
    void saysThatTemporalIsAwayAndGoesOnWhenItIsBack() throws InterruptedException {
        temporal.away = true;
        reconciliation.start();
        pending.add(command("a"));
        await(() -> reconciliation.problem().isPresent());
        assertThat(temporal.started).isEmpty();

        temporal.away = false;

        await(() -> reconciliation.problem().isEmpty());
        await(() -> temporal.started.contains("a"));
    }

    @Test
    void startsTheOthersWhereOneCannotBeStarted() throws InterruptedException {
        temporal.unstartable = "a";
        pending.add(command("a"));
        pending.add(command("b"));

        reconciliation.start();

        await(() -> temporal.started.contains("b"));
    }

    private static LoggedCommand command(String workflowId) {
        PlatformCommand command = new PlatformCommand(
                workflowId, "demo", "an-admin", Instant.EPOCH, new PublishSurvey("coffee", 1, "{}"), null);
        return new LoggedCommand(command, "log", 1);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static final class FakeTemporal implements WorkflowStarter {
        final Set<String> started = ConcurrentHashMap.newKeySet();
        volatile boolean away;
        volatile String unstartable = "";

        @Override
        public void check() {
            if (away) {
                throw new IllegalStateException("away");
            }
        }

        @Override
        public void start(LoggedCommand command) {
            if (command.workflowId().equals(unstartable)) {
                throw new IllegalStateException("not this one");
            }
            started.add(command.workflowId());
        }
    }
}
