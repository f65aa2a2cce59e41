package org.farmer1st.workflows.outcomes;

import java.time.Clock;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.OutcomeStatus;
import org.farmer1st.events.WorkflowOutcome;
import org.farmer1st.schemas.Topics;

/** The topic itself. The producer is expected to ask for all acknowledgements; whoever made it closes it. */
public final class KafkaOutcomeLog implements OutcomeLog {

    private final Producer<byte[], byte[]> producer;
    private final Serializer<WorkflowOutcome> serializer;
    private final Clock clock;

    public KafkaOutcomeLog(Producer<byte[], byte[]> producer, Serializer<WorkflowOutcome> serializer, Clock clock) {
        this.producer = producer;
        this.serializer = serializer;
        this.clock = clock;
    }

    @Override
    public void record(String workflowId, String tenant, String step, OutcomeStatus status, String detail) {
        WorkflowOutcome outcome = new WorkflowOutcome(workflowId, tenant, step, status, detail, clock.instant());
        String topic = Topics.OUTCOMES.name();
        byte[] key = (workflowId + '/' + step).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(topic, 0, key, serializer.serialize(topic, outcome)))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("The outcome of " + workflowId + '/' + step + " could not be recorded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while recording the outcome of " + workflowId, e);
        }
    }
}
