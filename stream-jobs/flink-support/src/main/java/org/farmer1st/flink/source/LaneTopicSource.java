package org.farmer1st.flink.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/** Reads a lane topic from its start, or from where a checkpoint says; only what is committed. */
public final class LaneTopicSource {

    private LaneTopicSource() {}

    /**
     * A source without end.
     *
     * @param topic its name
     * @param job the job's name, which is also the name of the group that its offsets are published under
     */
    public static KafkaSource<LogRecord> of(String topic, String bootstrapServers, String job) {
        return builder(topic, bootstrapServers, job).build();
    }

    /** The same, to be bounded or otherwise adjusted. */
    public static KafkaSourceBuilder<LogRecord> builder(String topic, String bootstrapServers, String job) {
        return KafkaSource.<LogRecord>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(topic)
                .setGroupId(job)
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setStartingOffsets(new EarliestOrFail())
                .setDeserializer(new AsItIs());
    }

    private static final class AsItIs implements KafkaRecordDeserializationSchema<LogRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LogRecord> out) {
            out.collect(new LogRecord(record.partition(), record.offset(), record.key(), record.value()));
        }

        @Override
        public TypeInformation<LogRecord> getProducedType() {
            return LogRecord.TYPE;
        }
    }

    /**
     * From the first record where there is no checkpoint; and where a checkpoint's offset is no longer there, an error:
     * going on from another one would leave a hole in the view, or lay one topic over another.
     */
    private static final class EarliestOrFail implements OffsetsInitializer {
        private static final long serialVersionUID = 1L;
        private static final long EARLIEST = -2;

        @Override
        public Map<TopicPartition, Long> getPartitionOffsets(
                Collection<TopicPartition> partitions, PartitionOffsetsRetriever offsets) {
            Map<TopicPartition, Long> starts = new HashMap<>();
            partitions.forEach(partition -> starts.put(partition, EARLIEST));
            return starts;
        }

        @Override
        @SuppressWarnings("deprecation")
        public OffsetResetStrategy getAutoOffsetResetStrategy() {
            return OffsetResetStrategy.NONE;
        }
    }
}
