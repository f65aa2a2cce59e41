package org.farmer1st.serving.surveys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.redis.Redis;

/**
 * Published surveys: from this process's memory, else from Redis, else from {@code reference.surveys}.
 *
 * <p>Nothing old stays. Both caches are used only while {@linkplain Invalidations invalidations} are known to arrive. An
 * entry in memory is taken out by them, and put in only if none arrived since its reading began. One in Redis is taken only
 * if it is not older than the newest invalidation of its survey, and set only where nothing newer is, tombstones included.
 * What slips past all of that lives {@link #IN_MEMORY}, in Redis {@link #IN_REDIS}.
 *
 * <p>State: {@value #MOST_SURVEYS} surveys, and the versions below which entries are void for as many as were changed in
 * the last ten minutes, at most {@value #MOST_FLOORS}.
 */
public final class Surveys {

    private static final Pattern SURVEY_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Duration IN_MEMORY = Duration.ofMinutes(1);
    private static final Duration IN_REDIS = Duration.ofMinutes(5);

    /** For how long an invalidation is remembered: longer than anything it voids can live in Redis. */
    static final Duration FLOORS = Duration.ofMinutes(10);

    private static final int MOST_SURVEYS = 1_000;
    private static final int MOST_FLOORS = 100_000;
    private static final String ENTITY = "surveys";
    private static final String SET_IF_NEWER = """
            local there = redis.call('HGET', KEYS[1], 'version')
            if there and tonumber(there) > tonumber(ARGV[1]) then return 0 end
            redis.call('HSET', KEYS[1], 'version', ARGV[1], 'value', ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return 1""";
    private static final String BURY = """
            local there = redis.call('HGET', KEYS[1], 'version')
            if ARGV[1] ~= '' and there and tonumber(there) >= tonumber(ARGV[1]) then return 0 end
            redis.call('DEL', KEYS[1])
            if ARGV[1] ~= '' then
                redis.call('HSET', KEYS[1], 'version', ARGV[1])
                redis.call('PEXPIRE', KEYS[1], ARGV[2])
            end
            return 1""";

    private final Postgres postgres;
    private final Redis redis;
    private volatile BooleanSupplier invalidationsArrive = () -> false;
    private final Cache<Key, Survey> memory = Caffeine.newBuilder()
            .maximumSize(MOST_SURVEYS)
            .expireAfterWrite(IN_MEMORY)
            .build();
    private final Cache<Key, Long> floors = Caffeine.newBuilder()
            .maximumSize(MOST_FLOORS)
            .expireAfterWrite(FLOORS)
            .build();
    private final AtomicLong invalidations = new AtomicLong();

    private record Key(String tenant, String surveyId) {
        String inRedis() {
            return "cache:" + ENTITY + ':' + tenant + ':' + surveyId;
        }
    }

    /** Keeps nothing in memory before {@link #trust}. */
    public Surveys(Postgres postgres, Redis redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    /** @param arrive whether what is cached may be trusted just now */
    void trust(BooleanSupplier arrive) {
        invalidationsArrive = arrive;
    }

    /** A tenant's survey; empty where no version of it is published. Fails with UNAVAILABLE where nobody can tell. */
    public CompletableFuture<Optional<Survey>> find(String tenant, String surveyId) {
        if (!SURVEY_ID.matcher(surveyId).matches()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Key key = new Key(tenant, surveyId);
        boolean trusted = invalidationsArrive.getAsBoolean();
        long seen = invalidations.get();
        if (trusted) {
            Survey known = memory.getIfPresent(key);
            if (known != null) {
                return CompletableFuture.completedFuture(Optional.of(known));
            }
        }
        if (!trusted) {
            return fromPostgres(key);
        }
        return fromRedis(key)
                .thenCompose(
                        cached -> cached.isPresent() ? CompletableFuture.completedFuture(cached) : fromPostgres(key))
                .thenApply(found -> {
                    found.ifPresent(survey -> remember(key, survey, seen));
                    return found;
                });
    }

    private CompletableFuture<Optional<Survey>> fromPostgres(Key key) {
        return postgres.read(connection -> read(connection, key)).thenApply(read -> {
            read.ifPresent(survey -> intoRedis(key, survey));
            return read;
        });
    }

    /**
     * Entries of a survey that are older than a row version are void; null: all are, its row is gone. May be repeated. Other
     * entities aren't kept here.
     */
    public void invalidate(String tenant, String entity, String id, Long rowVersion) {
        if (!entity.equals(ENTITY)) {
            return;
        }
        Key key = new Key(tenant, id);
        floors.asMap().merge(key, rowVersion == null ? Long.MAX_VALUE : rowVersion, Math::max);
        invalidations.incrementAndGet();
        memory.invalidate(key);
        redis.ask(commands -> commands.eval(
                BURY,
                ScriptOutputType.INTEGER,
                new String[] {key.inRedis()},
                rowVersion == null ? "" : rowVersion.toString(),
                Long.toString(IN_REDIS.toMillis())));
    }

    /** Forgets everything in memory: an invalidation may have been missed. */
    public void invalidateAll() {
        invalidations.incrementAndGet();
        memory.invalidateAll();
    }

    private void remember(Key key, Survey survey, long seen) {
        memory.put(key, survey);
        if (invalidations.get() != seen) {
            memory.invalidate(key);
        }
    }

    private CompletableFuture<Optional<Survey>> fromRedis(Key key) {
        return redis.ask(commands -> commands.hmget(key.inRedis(), "version", "value"))
                .thenApply(answer -> answer.flatMap(fields -> parse(key, fields)));
    }

    private Optional<Survey> parse(Key key, List<KeyValue<String, String>> fields) {
        if (!fields.get(0).hasValue() || !fields.get(1).hasValue()) {
            return Optional.empty();
        }
        try {
            long version = Long.parseLong(fields.get(0).getValue());
            Long floor = floors.getIfPresent(key);
            if (floor != null && version < floor) {
                return Optional.empty();
            }
            List<JsonNode> definitions = new ArrayList<>();
            Json.mapper().readTree(fields.get(1).getValue()).forEach(definitions::add);
            return definitions.isEmpty() ? Optional.empty() : Optional.of(new Survey(definitions, version));
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void intoRedis(Key key, Survey survey) {
        String value = new String(Json.bytes(survey.versions()), java.nio.charset.StandardCharsets.UTF_8);
        redis.ask(commands -> commands.eval(
                SET_IF_NEWER,
                ScriptOutputType.INTEGER,
                new String[] {key.inRedis()},
                Long.toString(survey.rowVersion()),
                value,
                Long.toString(IN_REDIS.toMillis())));
    }

    private static Optional<Survey> read(Connection connection, Key key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT definition, row_version FROM reference.surveys WHERE tenant = ? AND survey_id = ? ORDER BY version")) {
            statement.setString(1, key.tenant());
            statement.setString(2, key.surveyId());
            List<JsonNode> definitions = new ArrayList<>();
            long rowVersion = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    definitions.add(Json.mapper().readTree(rows.getString("definition")));
                    rowVersion = Math.max(rowVersion, rows.getLong("row_version"));
                }
            } catch (JsonProcessingException e) {
                throw new SQLException("A definition of survey " + key.surveyId() + " is not JSON", "22032", e);
            }
            return definitions.isEmpty() ? Optional.empty() : Optional.of(new Survey(definitions, rowVersion));
        }
    }
}
