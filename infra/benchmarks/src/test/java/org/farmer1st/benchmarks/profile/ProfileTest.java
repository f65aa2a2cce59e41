package org.farmer1st.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTest {

    @Test
    void aSampleCountsForThePartThatCalledTheJdkAndForTheNearestMethodOfOurs() {
        Profile profile = new Profile();
        for (int i = 0; i < 3; i++) {
            profile.add(List.of(
                    "java.util.HashMap.getNode",
                    "com.fasterxml.jackson.core.JsonFactory.createParser",
                    "org.farmer1st.ingest.input.StrictJson.parser",
                    "io.javalin.Javalin.handle"));
        }
        profile.add(List.of("java.lang.String.hashCode", "org.farmer1st.ingest.responses.ContentDigest.of"));
        profile.add(List.of("sun.nio.ch.SelectorImpl.select"));

        assertThat(profile.text())
                .startsWith("5 samples")
                .contains(" 60.0 %  Jackson\n")
                .contains(" 60.0 %  ingest.input.StrictJson.parser\n")
                .contains(" 60.0 %  java.util.HashMap.getNode\n")
                .contains(" 20.0 %  org.farmer1st.ingest.responses\n")
                .contains(" 20.0 %  JDK alone\n")
                .contains(" 20.0 %  none of ours\n");
    }

    @Test
    void threadsThatDifferInNumbersAreOneGroup() {
        assertThat(ThreadTimes.group("12 (qtp839-44) S 1")).isEqualTo("qtp");
        assertThat(ThreadTimes.group("12 (C2 CompilerThre) S 1")).isEqualTo("C2 CompilerThre");
        assertThat(ThreadTimes.group("12 (continuation-2) S 1")).isEqualTo("continuation");
        assertThat(ThreadTimes.ticks("12 (a b) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20"))
                .isEqualTo(new ThreadTimes.Ticks(30, 12));
    }

    @Test
    void timesAreSharedOutOverOperations() {
        ThreadTimes before = new ThreadTimes(Map.of("a", new ThreadTimes.Ticks(10, 0)));
        ThreadTimes after =
                new ThreadTimes(Map.of("a", new ThreadTimes.Ticks(40, 30), "b", new ThreadTimes.Ticks(20, 20)));

        assertThat(after.minus(before).text(1_000))
                .contains("1,000 operations (1000.0 µs each)")
                .contains(" 60.0 %   600.0 µs  (user 300.0, system 300.0)  a")
                .contains(" 40.0 %   400.0 µs  (user 200.0, system 200.0)  b");
    }
}
