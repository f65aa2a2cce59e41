package org.farmer1st.workflows.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.workflows.commands.PendingCommands.Addition;
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
        assertThat(pending.add(command("a", "one", 1))).isEqualTo(Addition.FIRST);
        assertThat(pending.add(command("a", "one", 2))).isEqualTo(Addition.REPEATED);
        assertThat(pending.add(command("a", "two", 3))).isEqualTo(Addition.CONFLICTING);
        assertThat(pending.add(command("a", null, 4))).isEqualTo(Addition.REPEATED);

        assertThat(pending.next(LONG)).containsExactly(command("a", "one", 1));
    }

    @Test
    void theFirstStandsAlsoWhereItHasEnded() throws InterruptedException {
        pending.end("a");

        assertThat(pending.add(command("a", "one", 1))).isEqualTo(Addition.FIRST);
        assertThat(pending.add(command("a", "two", 2))).isEqualTo(Addition.CONFLICTING);
        assertThat(pending.next(NOW)).isEmpty();
    }

    private static LoggedCommand command(String workflowId) {
        return command(workflowId, null, 1);
    }

    private static LoggedCommand command(String workflowId, String digest, long offset) {
        PlatformCommand command = new PlatformCommand(
                workflowId, "demo", "an-admin", Instant.EPOCH, new PublishSurvey("coffee", 1, "{}"), digest);
        return new LoggedCommand(command, "log", offset);
    }
}
