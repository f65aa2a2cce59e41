package org.farmer1st.pointsviews.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    private static final List<List<Object[]>> NO_ROWS = List.of(List.of(), List.of());

    private final RedisCommands<String, String> redis;
    private final Script flush = new Script("lane-rule.lua");
    private final Script whole = new Script("whole-lane.lua");

    LaneRuleScript(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    /** Applies a flush; throws what Lettuce throws where Redis does not answer. */
    Answer apply(Flush applied) {
        FlushRange range = applied.range();
        return run(
                flush,
                range,
                List.of(range.log(), "" + range.from(), "" + range.to(), "" + range.covered(), asOf(range)),
                applied.tables());
    }

    /**
     * Writes a lane whole, a script for each part, so that Redis is never held for long. Until the last, the lane has no progress:
     * readers ask elsewhere. Another writer, or a flush, that comes between takes the lane over, and the rest of this is not taken.
     *
     * @param parts rows by table, any number of times
     */
    Answer applyWhole(FlushRange range, Iterator<List<List<Object[]>>> parts) {
        String writer = UUID.randomUUID().toString();
        Answer begun = part(writer, "begin", range, NO_ROWS);
        if (begun != Answer.APPLIED) {
            return begun;
        }
        while (parts.hasNext()) {
            Answer written = part(writer, "rows", range, parts.next());
            if (written != Answer.APPLIED) {
                return written;
            }
        }
        return part(writer, "end", range, NO_ROWS);
    }

    private Answer part(String writer, String step, FlushRange range, List<List<Object[]>> tables) {
        return run(
                whole,
                range,
                List.of(writer, step, range.log(), "" + range.to(), "" + range.covered(), asOf(range)),
                tables);
    }

    private static String asOf(FlushRange range) {
        return range.asOf().toString();
    }

    private Answer run(Script script, FlushRange range, List<String> head, List<List<Object[]>> tables) {
        String view = "view:" + range.view() + ':' + range.generation();
        Map<String, Integer> keys = new LinkedHashMap<>();
        index(keys, view + ":progress:" + range.lane());
        List<Object[]> fields = tables.get(RedisPointsView.FIELDS);
        List<Object[]> scores = tables.get(RedisPointsView.SCORES);
        List<String> arguments = new ArrayList<>(head);
        arguments.add("" + fields.size());
        arguments.add("" + scores.size());
        for (List<Object[]> rows : List.of(fields, scores)) {
            for (Object[] row : rows) {
                arguments.add("" + index(keys, view + ':' + row[0]));
                arguments.add((String) row[1]);
                arguments.add("" + row[2]);
            }
        }
        int answer =
                Math.toIntExact(script.run(keys.keySet().toArray(String[]::new), arguments.toArray(String[]::new)));
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

    /** A script that Redis keeps, by its digest. */
    private final class Script {

        private final String text;
        private String digest;

        private Script(String resource) {
            try (InputStream in = LaneRuleScript.class.getResourceAsStream(resource)) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private long run(String[] keys, String[] arguments) {
            if (digest == null) {
                digest = redis.scriptLoad(text);
            }
            try {
                return redis.evalsha(digest, ScriptOutputType.INTEGER, keys, arguments);
            } catch (RedisNoScriptException e) {
                // Redis was started anew since.
                digest = redis.scriptLoad(text);
                return redis.evalsha(digest, ScriptOutputType.INTEGER, keys, arguments);
            }
        }
    }
}
