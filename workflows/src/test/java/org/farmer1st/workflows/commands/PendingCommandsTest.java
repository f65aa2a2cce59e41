package org.farmer1st.workflows.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishSurvey;
import org.junit.jupiter.api.Test;

class PendingCommandsTest {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final PendingCommands pending = new PendingCommands();

    @Test
    void givesANewCommandAtOnceThenAllThatAreLeftAtIntervals() throws InterruptedException {
        pending.add(command("a"));
        pending.add(command("b"));

        assertThat(pending.next(LONG)).containsExactly(command("a"), command("b"));
        assertThat(pending.next(NOW)).containsExactly(command("a"), command("b"));
    }

    @Test
    void doesNotWaitTheFirstTime() throws InterruptedException {
        assertThat(pending.next(LONG)).isEmpty();
    }

    @Test
    void forgetsACommandWhoseWorkflowEnded() throws InterruptedException {
        pending.add(command("a"));
        pending.next(LONG);

        pending.end("a");

        assertThat(pending.next(NOW)).isEmpty();
        assertThat(pending.size()).isZero();
    }

    @Test
    void doesNotTakeACommandUpAgainThatHasEnded() throws InterruptedException {
        pending.end("a");

        pending.add(command("a"));

        assertThat(pending.next(NOW)).isEmpty();
    }

    @Test
    void keepsTheFirstOfTwoCommandsWithOneId() throws InterruptedException {
        PlatformCommand second = command("a");
        second.setRequestedBy("somebody else");

        pending.add(command("a"));
        pending.add(second);

        assertThat(pending.next(LONG)).containsExactly(command("a"));
    }

    private static PlatformCommand command(String workflowId) {
        return new PlatformCommand(
                workflowId,
                "demo",
                "an-admin",
                Instant.EPOCH,
                new PublishSurvey("coffee", 1, "{\"surveyId\":\"coffee\"}"),
                null);
    }
}
