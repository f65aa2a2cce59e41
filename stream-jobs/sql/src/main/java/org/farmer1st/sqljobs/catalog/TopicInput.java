package org.farmer1st.sqljobs.catalog;

import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LaneTopicSource;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.sqljobs.catalog.TopicTable.RowMaker;

/**
 * Tables from the platform's topics: only what is committed, from the first record or where a checkpoint says. Records that
 * can't be decoded go to {@code deadLetters}.
 *
 * <p>Watermarks are of the broker's append time, partition by partition. Operators: the source, whose state is an offset a
 * partition, and the decoding, which has none.
 *
 * @param bootstrapServers of Kafka
 * @param schemaRegistryUrl of the registry
 * @param lanes of the deployment
 * @param job whose name the offsets are published under
 * @param deadLetters where they go
 */
public record TopicInput(
        String bootstrapServers, String schemaRegistryUrl, Lanes lanes, String job, Sink<DeadLetter> deadLetters)
        implements TableInput {

    /** The topics whose every partition has a tick when nothing else comes. */
    private static final Set<String> TICKING =
            Set.of(Topics.SUBMISSIONS.name(), Topics.RESPONSES.name(), Topics.TRANSFERS.name());

    @Override
    public boolean isBounded() {
        return false;
    }

    @Override
    public DataStream<RowData> rows(
            StreamExecutionEnvironment environment,
            String table,
            int[] projection,
            TypeInformation<RowData> type,
            List<Transformation<?>> ends) {
        Topic<?> topic = PlatformTables.get(table).topic();
        KafkaSource<LogRecord> source = LaneTopicSource.of(topic.name(), bootstrapServers, job);
        WatermarkStrategy<LogRecord> watermarks = TICKING.contains(topic.name())
                ? WatermarkStrategy.forMonotonousTimestamps()
                : quiet(new BrokerReach(bootstrapServers, topic.name()));
        // A source task without a partition would hold every watermark back.
        int parallelism = Math.min(environment.getParallelism(), topic.partitions(lanes));
        SingleOutputStreamOperator<RowData> rows = environment
                .fromSource(source, watermarks, topic.name(), LogRecord.TYPE)
                .setParallelism(parallelism)
                .process(new Decode<>(table, projection, schemaRegistryUrl))
                .returns(type)
                .name(table)
                .setParallelism(parallelism);
        ends.add(rows.getSideOutput(DeadLetter.OUTPUT)
                .sinkTo(deadLetters)
                .name("dead letters of " + table)
                .getTransformation());
        return rows;
    }

    private static WatermarkStrategy<LogRecord> quiet(BrokerReach reach) {
        return WatermarkStrategy.forGenerator(
                context -> new QuietPartitions(context.getInputActivityClock(), reach::lastAnswered));
    }

    /** Makes the rows of a table from the records of its topic. */
    private static final class Decode<V extends SpecificRecord> extends ProcessFunction<LogRecord, RowData> {
        private static final long serialVersionUID = 1L;

        private final String table;
        private final int[] projection;
        private final String schemaRegistryUrl;
        private transient Deserializer<V> decoder;
        private transient RowMaker<V> maker;
        private transient String topic;

        Decode(String table, int[] projection, String schemaRegistryUrl) {
            this.table = table;
            this.projection = projection;
            this.schemaRegistryUrl = schemaRegistryUrl;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void open(OpenContext context) {
            TopicTable<V, ?> definition = (TopicTable<V, ?>) PlatformTables.get(table);
            topic = definition.topic().name();
            Topic<V> decoded = definition.topic();
            decoder = Decoding.ofTopic(() -> decoded, schemaRegistryUrl).open();
            maker = definition.rowMaker(projection);
        }

        @Override
        public void processElement(LogRecord record, Context context, Collector<RowData> out) {
            V event;
            try {
                event = decoder.deserialize(topic, record.value());
            } catch (UndecodableException e) {
                context.output(DeadLetter.OUTPUT, new DeadLetter(topic, record, e.getMessage()));
                return;
            }
            maker.rows(event, record, context.timestamp(), out);
        }
    }
}
