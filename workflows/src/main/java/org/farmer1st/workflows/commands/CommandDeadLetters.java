package org.farmer1st.workflows.commands;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Topics;

/** Where commands go that cannot be done: their bytes as they were, and why, where from. */
public final class CommandDeadLetters {

    private final Producer<byte[], byte[]> producer;

    /** @param producer whoever made it closes it */
    public CommandDeadLetters(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Returns when the message is safely put aside. */
    void put(ConsumerRecord<byte[], byte[]> message, String reason) {
        List<Header> headers = List.of(
                header(DeadLetters.REASON, reason),
                header(DeadLetters.TOPIC, message.topic()),
                header(DeadLetters.PARTITION, "" + message.partition()),
                header(DeadLetters.OFFSET, "" + message.offset()));
        try {
            producer.send(new ProducerRecord<>(
                            Topics.deadLetters(CommandReader.JOB), 0, message.key(), message.value(), headers))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("A command could not be put aside", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
