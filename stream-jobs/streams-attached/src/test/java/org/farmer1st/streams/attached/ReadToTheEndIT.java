package org.farmer1st.streams.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;

/** A partition's time is told where the job has passed its end, markers of transactions included, and nothing is open in it. */
class ReadToTheEndIT {

    private static final String TOPIC = "read-to-the-end";
    private static final String APPLICATION = "reading.1";
    private static final TopicPartition EMPTY = new TopicPartition(TOPIC, 0);
    private static final TopicPartition USED = new TopicPartition(TOPIC, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String servers = BackingServices.start(Service.KAFKA).kafkaBootstrapServers();

    @Test
    void whatIsNotProcessedOrNotCommittedHoldsTimeBack() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "transactional.id", TOPIC),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                ReadToTheEnd ends = new ReadToTheEnd(servers, APPLICATION, Map.of(TOPIC, 2))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 1, null, new byte[1])).get();
            producer.commitTransaction();
            // The record, and the marker behind it: only the record was processed.
            process(admin, 1);
            ends.start();
            await().atMost(PATIENCE).until(() -> ends.upTo(EMPTY) > 0);
            assertThat(ends.upTo(USED)).isZero();

            process(admin, 2);
            await().atMost(PATIENCE).until(() -> ends.upTo(USED) > 0);
            assertThat(ends.upTo(USED)).isLessThanOrEqualTo(System.currentTimeMillis() - ReadToTheEnd.CLOCKS_MS);

            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 1, null, new byte[1])).get();
            long appended = System.currentTimeMillis();
            // Beyond what readers can see, as an aborted transaction's offsets would be.
            process(admin, 3);
            await().atMost(PATIENCE).until(() -> ends.upTo(EMPTY) > appended);
            assertThat(ends.upTo(USED)).isLessThan(appended);
            producer.commitTransaction();
            process(admin, 4);
            await().atMost(PATIENCE).until(() -> ends.upTo(USED) > appended);
        }
    }

    private static void process(Admin admin, long upto) throws Exception {
        admin.alterConsumerGroupOffsets(APPLICATION, Map.of(USED, new OffsetAndMetadata(upto)))
                .all()
                .get();
    }
}
