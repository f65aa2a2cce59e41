package org.farmer1st.pointsviews.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.farmer1st.flink.lane.Flush;
import org.farmer1st.pointsviews.redis.LaneRuleScript.Answer;
import org.farmer1st.postgres.FlushRange;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;

/** A lane that is written whole, in parts, and who comes between. */
class LaneRuleScriptIT {

    private static final String VIEW = "view:points:77";
    private static final String PROGRESS = VIEW + ":progress:0";

    @Test
    void aLaneHasNoProgressWhileItIsWrittenAndOneWriterOnly() {
        RedisClient client =
                RedisClient.create(BackingServices.start(Service.REDIS).redisUrl());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            LaneRuleScript script = new LaneRuleScript(redis);
            assertThat(script.apply(new Flush(range(-1, 5), rows("five")))).isEqualTo(Answer.APPLIED);

            Iterator<List<List<Object[]>>> seen =
                    List.of(rows("part"), rows("nine")).iterator();
            assertThat(script.applyWhole(range(-1, 9), new Watched(seen, () -> {
                        assertThat(redis.hget(PROGRESS, "upto")).isNull();
                        assertThat(script.apply(new Flush(range(5, 7), rows("seven"))))
                                .as("a flush that builds on what was there")
                                .isEqualTo(Answer.GAP);
                    })))
                    .isEqualTo(Answer.APPLIED);
            assertThat(redis.hget(PROGRESS, "upto")).isEqualTo("9");
            assertThat(redis.hget(PROGRESS, "writer")).isNull();
            assertThat(redis.hget(VIEW + ":balances:demo", "farmer-1")).isEqualTo("nine");
            assertThat(script.applyWhole(range(-1, 8), List.of(rows("eight")).iterator()))
                    .isEqualTo(Answer.ALREADY_THERE);

            Iterator<List<List<Object[]>>> late = List.of(rows("late")).iterator();
            assertThat(script.applyWhole(range(-1, 12), new Watched(late, () -> assertThat(script.applyWhole(
                                    range(-1, 20), List.of(rows("twenty")).iterator()))
                            .isEqualTo(Answer.APPLIED))))
                    .as("a writer that another one has overtaken")
                    .isEqualTo(Answer.GAP);
            assertThat(redis.hget(PROGRESS, "upto")).isEqualTo("20");
            assertThat(redis.hget(VIEW + ":balances:demo", "farmer-1")).isEqualTo("twenty");
        } finally {
            client.shutdown();
        }
    }

    /** Parts before each of which something happens. */
    private record Watched(Iterator<List<List<Object[]>>> parts, Runnable before)
            implements Iterator<List<List<Object[]>>> {
        @Override
        public boolean hasNext() {
            return parts.hasNext();
        }

        @Override
        public List<List<Object[]>> next() {
            before.run();
            return parts.next();
        }
    }

    private static FlushRange range(long from, long to) {
        return new FlushRange("points", 77, 0, "log", from, to, to, Instant.EPOCH);
    }

    private static List<List<Object[]>> rows(String value) {
        return List.of(List.<Object[]>of(new Object[] {"balances:demo", "farmer-1", value}), List.of());
    }
}
