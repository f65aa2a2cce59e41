package org.farmer1st.serving.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.serving.progress.LaneProgress;
import org.farmer1st.serving.progress.RedisProgress;
import org.farmer1st.serving.progress.ViewProgress;
import org.farmer1st.serving.redis.Redis;

/** Balances in Redis, read with their lane's progress by one script. */
public final class PointsInRedis {

    private static final String BALANCE_AND_PROGRESS = """
            local progress = redis.call('HMGET', KEYS[2], 'log', 'upto', 'covered', 'asOf')
            return {redis.call('HGET', KEYS[1], ARGV[1]), progress[1], progress[2], progress[3], progress[4],
                redis.call('HGETALL', KEYS[3])}""";

    private final Redis redis;
    private final Lanes lanes;

    public PointsInRedis(Redis redis, Lanes lanes) {
        this.redis = redis;
        this.lanes = lanes;
    }

    /** A farmer's balances in a generation; empty where Redis is gone, or doesn't hold the farmer's lane. */
    public CompletableFuture<Optional<PointsView.Balances>> balances(int generation, String tenant, String farmerId) {
        int lane = lanes.of(tenant, farmerId);
        String view = "view:points:" + generation;
        return redis.ask(commands -> commands.<List<Object>>eval(
                        BALANCE_AND_PROGRESS,
                        ScriptOutputType.MULTI,
                        new String[] {
                            view + ":balances:" + tenant,
                            view + ":progress:" + lane,
                            view + ":rules:" + tenant + ':' + lane
                        },
                        farmerId))
                .thenApply(answer -> answer.flatMap(values -> balances(generation, lane, values)));
    }

    private static Optional<PointsView.Balances> balances(int generation, int lane, List<Object> values) {
        Optional<LaneProgress> progress = RedisProgress.parse(lane, values.subList(1, 5));
        if (progress.isEmpty()) {
            return Optional.empty();
        }
        try {
            String stored = (String) values.get(0);
            JsonNode points = stored == null
                    ? Json.mapper().createObjectNode()
                    : Json.mapper().readTree(stored);
            Points found = new Points(
                    points.path("available").asLong(),
                    points.path("pending").asLong(),
                    points.path("reserved").asLong(),
                    points.path("paid").asLong(),
                    points.path("expired").asLong(),
                    points.path("owed").asLong(),
                    Points.expiring(points.path("expiring")));
            Tiers tiers = new Tiers();
            List<?> rules = (List<?>) values.get(5);
            for (int i = 0; i + 1 < rules.size(); i += 2) {
                tiers.add(Integer.parseInt((String) rules.get(i)), Json.mapper().readTree((String) rules.get(i + 1)));
            }
            return Optional.of(new PointsView.Balances(
                    found,
                    tiers.of(found.earned(), progress.get().asOf()),
                    ViewProgress.of(generation, List.of(progress.get()))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
