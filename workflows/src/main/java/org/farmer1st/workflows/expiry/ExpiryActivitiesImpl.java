package org.farmer1st.workflows.expiry;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.schemas.Topics;

/**
 * Sends the commands to Kafka: tenants times lanes of them, however many farmers there are. Ids and content derive from the day, so
 * that whoever sends them again sends the same.
 */
public final class ExpiryActivitiesImpl implements ExpiryActivities {

    private static final String TOPIC = Topics.POINTS_COMMANDS.name();

    private final ExpiringTenants tenants;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<PointsCommand> serializer;

    /** @param producer expected to ask for all acknowledgements; whoever made it closes it */
    public ExpiryActivitiesImpl(
            ExpiringTenants tenants, Producer<byte[], byte[]> producer, Serializer<PointsCommand> serializer) {
        this.tenants = tenants;
        this.producer = producer;
        this.serializer = serializer;
    }

    @Override
    public void sendDue(String dueOn) {
        LocalDate day = LocalDate.parse(dueOn);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String tenant : tenants.all()) {
            byte[] key = tenant.getBytes(StandardCharsets.UTF_8);
            byte[] command = serializer.serialize(TOPIC, command(tenant, day));
            int lanes = producer.partitionsFor(TOPIC).size();
            for (int lane = 0; lane < lanes; lane++) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, lane, key, command)));
            }
        }
        for (Future<RecordMetadata> one : sent) {
            await(one);
        }
    }

    private static PointsCommand command(String tenant, LocalDate day) {
        return PointsCommand.newBuilder()
                .setCommandId("expire-due-" + day)
                .setTenant(tenant)
                .setFarmerId("")
                .setKind(PointsCommandKind.EXPIRE_DUE)
                .setDueOn(day)
                .setReason("Due on " + day)
                .setRequestedBy(ExpiryWorkflow.KIND)
                .setRequestedAt(ExpiryDay.begin(day))
                .build();
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("A command of the expiry could not be sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while sending the commands of the expiry", e);
        }
    }
}
