package org.farmer1st.pointsviews.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.flink.lane.Flush;
import org.farmer1st.pointsviews.balances.RedisPointsView;
import org.farmer1st.postgres.FlushRange;

/** Applies flushes of the view points to Redis under the lane rule. */
final class LaneRuleScript {

    /** What became of a flush. */
    enum Answer {
        /** It was applied. */
        APPLIED,
        /** What is stored is as far, or further. */
        ALREADY_THERE,
        /** What is stored ends before the flush starts, or nothing is. */
        GAP,
        /** What is stored is of another log. */
        OTHER_LOG
    }

    private final RedisCommands<String, String> redis;
    private final String script = read();
    private String digest;

    LaneRuleScript(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    private static String read() {
        try (InputStream in = LaneRuleScript.class.getResourceAsStream("lane-rule.lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies a flush; throws what Lettuce throws where Redis does not answer. */
    Answer apply(Flush flush) {
        FlushRange range = flush.range();
        String view = "view:" + range.view() + ':' + range.generation();
        Map<String, Integer> keys = new LinkedHashMap<>();
        index(keys, view + ":progress:" + range.lane());
        List<Object[]> fields = flush.tables().get(RedisPointsView.FIELDS);
        List<Object[]> scores = flush.tables().get(RedisPointsView.SCORES);
        List<String> arguments = new ArrayList<>(List.of(
                range.log(),
                "" + range.from(),
                "" + range.to(),
                "" + range.covered(),
                range.asOf().toString(),
                "" + fields.size(),
                "" + scores.size()));
        for (Object[] row : fields) {
            arguments.add("" + index(keys, view + ':' + row[0]));
            arguments.add((String) row[1]);
            arguments.add((String) row[2]);
        }
        for (Object[] row : scores) {
            arguments.add("" + index(keys, view + ':' + row[0]));
            arguments.add((String) row[1]);
            arguments.add("" + row[2]);
        }
        int answer = Math.toIntExact(run(keys.keySet().toArray(String[]::new), arguments.toArray(String[]::new)));
        return switch (answer) {
            case 1 -> Answer.APPLIED;
            case 0 -> Answer.ALREADY_THERE;
            case -1 -> Answer.GAP;
            case -2 -> Answer.OTHER_LOG;
            default -> throw new IllegalStateException("The lane rule's script answered " + answer);
        };
    }

    private static int index(Map<String, Integer> keys, String key) {
        return keys.computeIfAbsent(key, k -> keys.size() + 1);
    }

    private long run(String[] keys, String[] arguments) {
        if (digest == null) {
            digest = redis.scriptLoad(script);
        }
        try {
            return redis.evalsha(digest, ScriptOutputType.INTEGER, keys, arguments);
        } catch (RedisNoScriptException e) {
            // Redis was started anew since.
            digest = redis.scriptLoad(script);
            return redis.evalsha(digest, ScriptOutputType.INTEGER, keys, arguments);
        }
    }
}
