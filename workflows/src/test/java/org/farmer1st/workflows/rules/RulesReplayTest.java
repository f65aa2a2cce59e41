package org.farmer1st.workflows.rules;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.testing.WorkflowReplayer;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded histories, replayed with today's code. Where this fails, a running workflow would: see README.md. Histories
 * are added to, never recorded over.
 */
class RulesReplayTest {

    private static final String FOLDER = "org/farmer1st/workflows/rules/";

    @ParameterizedTest
    @ValueSource(strings = {"completed", "refused"})
    void goesOnWithWorkflowsThatAreUnderWay(String history) {
        assertThatCode(() -> WorkflowReplayer.replayWorkflowExecutionFromResource(
                        FOLDER + history + ".json", RulesWorkflowImpl.class))
                .doesNotThrowAnyException();
    }

    @Test
    void noticesAChangedOrderOfEffects() {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecutionFromResource(
                        FOLDER + "completed.json", WaitsFirst.class))
                .isInstanceOf(RuntimeException.class);
    }

    /** A change that running workflows could not go on with. */
    public static final class WaitsFirst implements RulesWorkflow {
        @Override
        public void publish(RulesRequest request) {
            Workflow.sleep(Duration.ofSeconds(1));
        }
    }
}
