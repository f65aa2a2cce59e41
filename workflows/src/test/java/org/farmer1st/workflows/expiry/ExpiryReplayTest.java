package org.farmer1st.workflows.expiry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.testing.WorkflowReplayer;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A recorded history, replayed with today's code. Where this fails, a running workflow would: see README.md. */
class ExpiryReplayTest {

    private static final String COMPLETED = "org/farmer1st/workflows/expiry/completed.json";

    @Test
    void goesOnWithWorkflowsThatAreUnderWay() {
        assertThatCode(() -> WorkflowReplayer.replayWorkflowExecutionFromResource(COMPLETED, ExpiryWorkflowImpl.class))
                .doesNotThrowAnyException();
    }

    @Test
    void noticesAChangedOrderOfEffects() {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecutionFromResource(COMPLETED, WaitsFirst.class))
                .isInstanceOf(RuntimeException.class);
    }

    /** A change that running workflows could not go on with. */
    public static final class WaitsFirst implements ExpiryWorkflow {
        @Override
        public void expire() {
            Workflow.sleep(Duration.ofSeconds(1));
        }
    }
}
