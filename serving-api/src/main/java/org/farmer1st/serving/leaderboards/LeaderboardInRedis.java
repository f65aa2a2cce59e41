package org.farmer1st.serving.leaderboards;

import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.serving.progress.LaneProgress;
import org.farmer1st.serving.progress.RedisProgress;
import org.farmer1st.serving.progress.ViewProgress;
import org.farmer1st.serving.redis.Redis;

/** Leaderboards in Redis, read with every lane's progress by one script. */
final class LeaderboardInRedis {

    /**
     * A sorted set orders equal scores by member, descending when read from the top. So what is above the last place's
     * score is taken whole, and the places of that score are filled by member, ascending.
     */
    private static final String TOP_AND_PROGRESS = """
            local most = tonumber(ARGV[1])
            local above, ties = {}, {}
            local top = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(0', 'WITHSCORES', 'LIMIT', 0, most)
            if #top > 0 then
                local last = top[#top]
                above = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. last, 'WITHSCORES')
                ties = redis.call('ZRANGEBYSCORE', KEYS[1], last, last, 'WITHSCORES', 'LIMIT', 0, most - #above / 2)
            end
            local lanes = {}
            for i = 2, #KEYS do
                lanes[i - 1] = redis.call('HMGET', KEYS[i], 'log', 'upto', 'covered', 'asOf')
            end
            return {above, ties, lanes}""";

    private final Redis redis;

    LeaderboardInRedis(Redis redis) {
        this.redis = redis;
    }

    /**
     * The top of a scope in a generation.
     *
     * @param lanes how many the generation has
     * @return empty where Redis is gone, or doesn't hold all lanes
     */
    CompletableFuture<Optional<Leaderboard>> top(
            int generation, int lanes, String tenant, LeaderboardScope scope, int most) {
        String view = "view:points:" + generation;
        String[] keys = new String[lanes + 1];
        keys[0] = view + ":leaderboard:" + tenant + ':' + scope.board();
        for (int lane = 0; lane < lanes; lane++) {
            keys[lane + 1] = view + ":progress:" + lane;
        }
        return redis.ask(commands -> commands.<List<Object>>eval(
                        TOP_AND_PROGRESS, ScriptOutputType.MULTI, keys, Integer.toString(most)))
                .thenApply(answer -> answer.flatMap(values -> parse(generation, values, most)));
    }

    private static Optional<Leaderboard> parse(int generation, List<Object> values, int most) {
        List<LaneProgress> progress = new ArrayList<>();
        List<?> lanes = (List<?>) values.get(2);
        for (int lane = 0; lane < lanes.size(); lane++) {
            Optional<LaneProgress> one = RedisProgress.parse(lane, (List<?>) lanes.get(lane));
            if (one.isEmpty()) {
                return Optional.empty();
            }
            progress.add(one.get());
        }
        List<Leaderboard.Score> scores = new ArrayList<>();
        scores((List<?>) values.get(0), scores);
        scores((List<?>) values.get(1), scores);
        return Optional.of(Leaderboard.of(scores, most, ViewProgress.of(generation, progress)));
    }

    private static void scores(List<?> membersAndScores, List<Leaderboard.Score> into) {
        for (int i = 0; i + 1 < membersAndScores.size(); i += 2) {
            into.add(new Leaderboard.Score(
                    (String) membersAndScores.get(i), (long) Double.parseDouble((String) membersAndScores.get(i + 1))));
        }
    }
}
