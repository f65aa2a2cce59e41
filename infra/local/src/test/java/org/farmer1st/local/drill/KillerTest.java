package org.farmer1st.local.drill;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.supervisor.ComponentStatus;
import org.junit.jupiter.api.Test;

class KillerTest {

    private static final ComponentStatus KAFKA = new ComponentStatus("kafka", 17L, "127.0.0.1:19092", true);
    private static final ComponentStatus STOPPED = new ComponentStatus("redis", null, "127.0.0.1:16379", false);
    private static final ComponentStatus JOB = new ComponentStatus("job:points-views", null, "", true);

    @Test
    void whatHasNoProcessIsNamedBeforeAnythingIsBegun() {
        Killer killer = killer(KAFKA, STOPPED, JOB);

        assertThatThrownBy(() -> killer.check(List.of("kafka", "redis", "kafak", "kafak")))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("No process to kill: redis, kafak. Give --kill some of these: kafka");
        assertThatCode(() -> killer.check(List.of("kafka", "kafka"))).doesNotThrowAnyException();
    }

    @Test
    void whereNothingRunsThatIsSaid() {
        assertThatThrownBy(() -> killer(STOPPED).check(List.of("redis"))).hasMessageContaining("./farmer1st up");
    }

    private static Killer killer(ComponentStatus... platform) {
        return new Killer(() -> List.of(platform), Duration.ZERO, line -> {});
    }
}
