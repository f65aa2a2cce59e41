package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.Destination;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a fact reads of a lane's stores is what it is about, however many days its farmer has: entries are counted, an iterator's one
 * by one, and each as one however long it is.
 */
class FactCostTest {

    private static final String FARMER = "f-1";
    private static final int FEW = 10;
    private static final int MANY = 1_000;

    /** Days that a fact touches (two at most), each with the one before it and the one after it. */
    private static final int MOST_DAYS = 6;

    @TempDir
    Path directory;

    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat format = new WireFormat(registry);
    private Lane lane;

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void whatAFactReadsDoesNotGrowWithTheDaysOfItsFarmer() throws IOException {
        for (int apart : List.of(1, 2)) {
            List<Map<String, Integer>> few = everyKindOfFact(FEW, apart);
            List<Map<String, Integer>> many = everyKindOfFact(MANY, apart);
            assertThat(many).as("%d days apart", apart).isEqualTo(few);
            assertThat(many).allSatisfy(reads -> {
                assertThat(reads.get(PointsTopology.DAYS)).isBetween(1, MOST_DAYS);
                assertThat(reads.get(PointsTopology.BALANCES)).isEqualTo(1);
            });
        }
    }

    @Test
    void aDayThatComesIntoTheMiddleOfARowHasTheRestOfItJudged() throws IOException {
        lane = new Lane();
        int rest = 20;
        int before = 5;
        for (int day = 0; day < MANY; day++) {
            boolean isGap = day == before || day == before + 1 + rest;
            if (!isGap) {
                lane.read(added("r-" + day, day(day)));
            }
        }
        assertThat(lane.reads(added("r-gap", day(before))).get(PointsTopology.DAYS))
                .isBetween(rest, rest + MOST_DAYS);
    }

    /** What each of some facts reads, by store, after a history of so many days. */
    private List<Map<String, Integer>> everyKindOfFact(int days, int apart) throws IOException {
        if (lane != null) {
            lane.close();
        }
        lane = new Lane();
        for (int day = 0; day < days; day++) {
            lane.read(added("r-" + day, day(day * apart)));
        }
        LocalDate next = day(days * apart);
        ResponseVersion edited = version("second", "second-2", next);
        ResponseVersion moved = version("second", "second-3", next.plusDays(5));
        return List.of(
                lane.reads(added("first", next)),
                lane.reads(added("second", next)),
                lane.reads(Samples.replaced(0, version("second", "second", next), edited)),
                lane.reads(Samples.replaced(0, edited, moved)),
                lane.reads(Samples.withdrawn(0, moved)),
                lane.reads(Samples.withdrawn(0, version("first", "first", next))));
    }

    private static LocalDate day(int day) {
        return Samples.FIRST_DAY.plusDays(day);
    }

    private static ResponseFact added(String response, LocalDate day) {
        return Samples.added(0, version(response, response, day));
    }

    private static ResponseVersion version(String response, String version, LocalDate day) {
        return Samples.version(FARMER, response, version, "safi", 10, day);
    }

    /** A lane's processor over its real stores, whose reads are counted, with rules of every kind. */
    private final class Lane {

        private final MockProcessorContext<Destination, Object> context;
        private final LaneProcessor processor = new LaneProcessor(format, new Lanes(1));
        private final Map<String, Integer> reads = new TreeMap<>();
        private final List<StateStore> stores;

        private Lane() throws IOException {
            Provisioning.registerSchemas(registry);
            Properties properties = new Properties();
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, PointsTopology.JOB);
            properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
            context = new MockProcessorContext<>(
                    properties,
                    new TaskId(0, 0),
                    Files.createTempDirectory(directory, "lane").toFile());
            stores = PointsTopology.stores().stream().map(this::open).toList();
            stores.forEach(store -> context.addStateStore(counted(store)));
            processor.init(context);
            PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
            rules.setBasePoints(4L);
            rules.setCompleteBonus(2);
            rules.setDailyCap(9L);
            rules.setStreakDays(3);
            rules.setStreakBonus(1);
            PointsCommand command = Samples.rules("rules-1", rules);
            byte[] value = format.serializer(Topics.POINTS_COMMANDS).serialize(null, command);
            read(Topics.POINTS_COMMANDS.name(), value);
        }

        private StateStore open(StoreBuilder<?> builder) {
            StateStore store =
                    builder.withLoggingDisabled().withCachingDisabled().build();
            store.init(context.getStateStoreContext(), store);
            return store;
        }

        private void read(ResponseFact fact) {
            read(Topics.RESPONSES.name(), format.serializer(Topics.RESPONSES).serialize(null, fact));
        }

        private void read(String topic, byte[] value) {
            context.setRecordMetadata(topic, 0, 0);
            processor.process(
                    new Record<>(Lanes.key(Samples.TENANT, FARMER).getBytes(StandardCharsets.UTF_8), value, 0));
            context.resetForwards();
        }

        /** What a fact reads, by store. */
        private Map<String, Integer> reads(ResponseFact fact) {
            reads.clear();
            read(fact);
            return new TreeMap<>(reads);
        }

        private StateStore counted(StateStore store) {
            Runnable read = () -> reads.merge(store.name(), 1, Integer::sum);
            return (StateStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("get")) {
                            read.run();
                        }
                        Object answer = method.invoke(store, arguments);
                        return answer instanceof KeyValueIterator<?, ?> entries
                                ? new CountedEntries<>(entries, read)
                                : answer;
                    });
        }

        private void close() {
            stores.forEach(StateStore::close);
        }
    }

    private record CountedEntries<K, V>(KeyValueIterator<K, V> entries, Runnable read)
            implements KeyValueIterator<K, V> {

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<K, V> next() {
            read.run();
            return entries.next();
        }

        @Override
        public K peekNextKey() {
            return entries.peekNextKey();
        }

        @Override
        public void close() {
            entries.close();
        }
    }
}
