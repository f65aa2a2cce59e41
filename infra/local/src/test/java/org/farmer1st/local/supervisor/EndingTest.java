package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndingTest {

    @Test
    void killsWhatDoesNotListen() throws Exception {
        Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM INT; echo deaf; while :; do sleep 1; done").start();
        assertThat(deaf.inputReader().readLine()).isEqualTo("deaf");

        Ending.end(deaf.toHandle(), "INT", Duration.ofMillis(300));

        assertThat(Ending.lives(deaf.toHandle())).isFalse();
    }
}
