package org.farmer1st.pointsviews.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.farmer1st.flink.lane.Flush;
import org.farmer1st.flink.lane.LaneView;
import org.farmer1st.flink.lane.LaneViewOperator;
import org.farmer1st.flink.lane.LaneViewSettings;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.postgres.FlushRange;

/**
 * A lane view whose flushes go to Redis, under the same rule as in Postgres, by script. Nothing that Redis does fails the
 * job: where it does not answer the lane is handed on whole later, with growing pauses; where it holds less than it
 * should (it was flushed, or lost something) the lane is handed on whole at once, on the next flush or the next probe of
 * a silent lane.
 *
 * <p>An answer is waited for {@value #TIMEOUT_MS} ms at most, and after a failure Redis is left alone for up to five
 * seconds, so that one that hangs slows the job by a tenth. A lane that is handed on whole goes in parts, each a script of some
 * megabytes that may take {@value #PART_TIMEOUT_MS} ms: between two, Redis answers others.
 */
public final class RedisViewOperator<V, R> extends LaneViewOperator<V, R, Void> {

    private static final long serialVersionUID = 1L;
    private static final long TIMEOUT_MS = 500;
    private static final long PART_TIMEOUT_MS = 2_000;

    private final String redisUrl;
    private transient RedisClient client;
    private transient StatefulRedisConnection<String, String> connection;
    private transient LaneRuleScript script;

    /** @param redisUrl {@code redis://…} */
    public RedisViewOperator(LaneView<V, R> view, LaneViewSettings settings, Decoding<V> decoding, String redisUrl) {
        super(view, settings, decoding);
        this.redisUrl = redisUrl;
    }

    @Override
    public void open() throws Exception {
        RedisURI uri = RedisURI.create(redisUrl);
        uri.setTimeout(Duration.ofMillis(TIMEOUT_MS));
        client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofMillis(TIMEOUT_MS))
                        .build())
                .build());
        super.open();
    }

    @Override
    protected boolean storedIsBehind(int lane, long offset) {
        // The script tells with the first flush; asking now would make the start depend on Redis.
        return false;
    }

    @Override
    protected Delivery deliver(Flush flush) {
        return deliver(flush.range(), TIMEOUT_MS, lane -> lane.apply(flush));
    }

    @Override
    protected Delivery deliverWhole(FlushRange range, Iterator<List<List<Object[]>>> parts) {
        return deliver(range, PART_TIMEOUT_MS, lane -> lane.applyWhole(range, parts));
    }

    private Delivery deliver(FlushRange range, long timeout, Function<LaneRuleScript, LaneRuleScript.Answer> delivery) {
        try {
            LaneRuleScript lane = script();
            connection.setTimeout(Duration.ofMillis(timeout));
            return switch (delivery.apply(lane)) {
                case APPLIED, ALREADY_THERE -> Delivery.DONE;
                case GAP -> Delivery.EMIT_WHOLE;
                case OTHER_LOG -> {
                    LOG.error(
                            "Redis holds lane {} of view {} generation {} from another log than {}: build another"
                                    + " generation, or delete its keys",
                            range.lane(),
                            range.view(),
                            range.generation(),
                            range.log());
                    yield Delivery.LATER;
                }
            };
        } catch (RedisException e) {
            LOG.warn("Redis does not take flushes: {}", e.toString());
            return Delivery.LATER;
        }
    }

    private LaneRuleScript script() {
        if (connection == null) {
            connection = client.connect();
            script = new LaneRuleScript(connection.sync());
        }
        return script;
    }

    @Override
    public void close() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (client != null) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
        super.close();
    }
}
