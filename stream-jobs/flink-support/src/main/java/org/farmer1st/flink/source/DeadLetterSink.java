package org.farmer1st.flink.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/**
 * Writes a job's dead letters: the original bytes as key and value, the reason and the origin as headers. At least once:
 * a replay writes a letter again, and its origin tells that it is the same.
 */
public final class DeadLetterSink {

    private DeadLetterSink() {}

    /** @param job whose dead-letter topic they go to */
    public static Sink<DeadLetter> of(String job, String bootstrapServers) {
        return of(job, bootstrapServers, Instant.MIN);
    }

    /**
     * The same, for a run beside another one, which has set aside what was there before.
     *
     * @param since records that were appended before are passed over
     */
    public static Sink<DeadLetter> of(String job, String bootstrapServers, Instant since) {
        String topic = Topics.deadLetters(job);
        KafkaRecordSerializationSchema<DeadLetter> asItWas = (letter, context, timestamp) -> {
            if (timestamp != null && Instant.ofEpochMilli(timestamp).isBefore(since)) {
                return null;
            }
            LogRecord record = letter.record();
            ProducerRecord<byte[], byte[]> written = new ProducerRecord<>(topic, record.key(), record.value());
            written.headers()
                    .add(DeadLetters.REASON, utf8(letter.reason()))
                    .add(DeadLetters.TOPIC, utf8(letter.topic()))
                    .add(DeadLetters.PARTITION, utf8("" + record.lane()))
                    .add(DeadLetters.OFFSET, utf8("" + record.offset()));
            return written;
        };
        return new WriterOnly(KafkaSink.<DeadLetter>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(asItWas)
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topic.MOST_BYTES))
                .build());
    }

    /** At least once needs no committer, and the connector's registers its metrics anew with every checkpoint. */
    private record WriterOnly(KafkaSink<DeadLetter> sink) implements Sink<DeadLetter> {
        @Override
        public SinkWriter<DeadLetter> createWriter(WriterInitContext context) throws IOException {
            return sink.createWriter(context);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
