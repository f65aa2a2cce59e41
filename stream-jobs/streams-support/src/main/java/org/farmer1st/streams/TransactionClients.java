package org.farmer1st.streams;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of a job that works exactly once: Kafka Streams' own, but that its producer sends what waits with the commit of the
 * transaction, all lanes' together, and not before.
 *
 * <p>A commit of Kafka Streams 4.3 has each task write what its caches hold and flush the producer, one after another
 * ({@code TaskExecutor.commitTasksAndMaybeUpdateCommittableOffsets}): with 16 lanes that are 16 requests, each of which Kafka answers
 * before the next is sent, and for each of which it notes the partitions that are new to the transaction.
 */
final class TransactionClients implements KafkaClientSupplier {

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new FlushedByCommit(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getConsumer(config);
    }

    /**
     * Nothing depends on a record of a transaction being in Kafka before the transaction's end: {@link #commitTransaction} sends
     * what waits, and fails where a record could not be written. Offsets of what was written, which Kafka Streams notes beside its
     * state, are looked at after the commit.
     */
    private static final class FlushedByCommit extends KafkaProducer<byte[], byte[]> {

        FlushedByCommit(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void flush() {}
    }
}
