package org.farmer1st.benchmarks.ingest;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/**
 * A reference process: the least handler that could do ingest's job. The body streams into an event, nothing is checked, a
 * shared producer with ingest's settings sends it, and 202 is answered when Kafka has it. Reads HTTP_HOST, HTTP_PORT,
 * KAFKA_BOOTSTRAP_SERVERS, SCHEMA_REGISTRY_URL and LANES.
 */
public final class LeastHandlerMain {

    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<Submission> serializer;
    private final Lanes lanes;

    private LeastHandlerMain(KafkaProducer<String, byte[]> producer, Serializer<Submission> serializer, Lanes lanes) {
        this.producer = producer;
        this.serializer = serializer;
        this.lanes = lanes;
    }

    public static void main(String[] arguments) throws IOException {
        Lanes lanes = new Lanes(Integer.parseInt(System.getenv("LANES")));
        WireFormat wireFormat =
                new WireFormat(new CachedSchemaRegistryClient(System.getenv("SCHEMA_REGISTRY_URL"), 100));
        UncheckedResponse.learnSchema(wireFormat, lanes);
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(ReferenceProducer.properties(System.getenv("KAFKA_BOOTSTRAP_SERVERS")));
        producer.partitionsFor(Topics.SUBMISSIONS.name());
        LeastHandlerMain handler = new LeastHandlerMain(producer, wireFormat.serializer(Topics.SUBMISSIONS), lanes);
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/health/ready", ctx -> ctx.result("ready"));
                    config.routes.post("/v1/responses", handler::submit);
                })
                .start(System.getenv("HTTP_HOST"), Integer.parseInt(System.getenv("HTTP_PORT")));
    }

    private void submit(Context ctx) throws IOException {
        byte[] body = ctx.bodyAsBytes();
        UncheckedResponse response =
                UncheckedResponse.read(body, 0, body.length, IngestLoad.TENANT, lanes, Instant.now());
        CompletableFuture<RecordMetadata> appended = new CompletableFuture<>();
        byte[] value = serializer.serialize(Topics.SUBMISSIONS.name(), response.submission());
        producer.send(
                new ProducerRecord<>(Topics.SUBMISSIONS.name(), response.lane(), response.key(), value),
                (written, error) -> {
                    if (error == null) {
                        appended.complete(written);
                    } else {
                        appended.completeExceptionally(error);
                    }
                });
        ctx.future(() -> appended.thenAccept(written -> ctx.status(202)
                .contentType("application/json")
                .result("{\"lane\":" + written.partition() + ",\"offset\":" + written.offset() + '}')));
    }
}
