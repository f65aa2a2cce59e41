package org.farmer1st.ingest;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.farmer1st.ingest.commands.CommandRoutes;
import org.farmer1st.ingest.commands.Commands;
import org.farmer1st.ingest.commands.IdempotencyKeys;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.ingest.log.KafkaClients;
import org.farmer1st.ingest.log.LaneTicks;
import org.farmer1st.ingest.points.PointsRulesRoutes;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.rejections.RejectedBodySweep;
import org.farmer1st.ingest.rejections.RejectedUploads;
import org.farmer1st.ingest.rejections.RejectionQuota;
import org.farmer1st.ingest.responses.ResponseRoutes;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.ingest.surveys.PublishedSurveysReader;
import org.farmer1st.ingest.surveys.SurveyRoutes;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.http.ApiDescription;
import org.farmer1st.runtime.http.ApiSchemas;
import org.farmer1st.runtime.http.ApiServer;
import org.farmer1st.runtime.http.Authentication;
import org.farmer1st.runtime.limits.RateLimits;
import org.farmer1st.runtime.process.Service;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts ingest-api together. It starts whatever is missing around it, and is ready when Kafka and the registry are. */
public final class IngestServer implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(IngestServer.class);
    private static final int SCHEMAS = 100;

    /** Each may be held up by a phone that takes its answer slowly; beyond them answers to batches wait, and nothing else. */
    private static final int MOST_BATCH_ANSWERS = 64;

    private static final Duration IDLE_THREAD = Duration.ofMinutes(1);
    private static final ApiDescription DESCRIPTION = new ApiDescription(
            "Farmer1st ingest API",
            "1.0.0",
            "Takes what phones send, and answers only when it is kept for good. Every answer is JSON in one envelope;"
                    + " an error names its code, and whether the same may be sent again.",
            ApiSchemas.beside(IngestServer.class));

    private final EventLog log;
    private final KafkaClientMetrics producerMetrics;
    private final LaneTicks ticks;
    private final PublishedSurveysReader surveysReader;
    private final RejectedBodySweep sweep;
    private final Recognition recognition;
    private final InFlight inFlight;
    private final ExecutorService continuations;
    private final ExecutorService batchAnswers;
    private final Authentication authentication;
    private final RateLimits rateLimits;
    private final ApiServer api;
    private final Duration drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    public IngestServer(IngestConfig config) {
        Clock clock = Clock.systemUTC();
        WireFormat wireFormat = new WireFormat(
                new CachedSchemaRegistryClient(config.schemaRegistry().toString(), SCHEMAS));
        PrometheusMeterRegistry metrics = ApiServer.metrics();
        KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(KafkaClients.producer(config.kafka(), config.deliveryTimeout()));
        producerMetrics = new KafkaClientMetrics(producer);
        producerMetrics.bindTo(metrics);
        log = new EventLog(producer, wireFormat, config.lanes(), KafkaClients.MOST_BYTES_IN_FLIGHT, metrics);
        ticks = new LaneTicks(log);
        PublishedSurveys surveys = new PublishedSurveys();
        sweep = new RejectedBodySweep(
                () -> new KafkaConsumer<>(KafkaClients.consumer(config.kafka())),
                wireFormat.deserializer(Topics.REJECTED),
                log,
                clock);
        surveysReader = new PublishedSurveysReader(
                () -> new KafkaConsumer<>(KafkaClients.consumer(config.kafka())),
                wireFormat.deserializer(Topics.REFERENCE_SURVEYS),
                surveys);
        continuations = threads("continuation", Math.max(2, Runtime.getRuntime().availableProcessors()));
        batchAnswers = threads("batch-answer", MOST_BATCH_ANSWERS);
        recognition =
                new Recognition(config.redis(), config.recognitionTimeout(), config.recognitionPeriod(), continuations);
        inFlight = new InFlight(config.mostInFlight());
        // A record's delivery, and that of the personal data before it.
        drain = config.deliveryTimeout().multipliedBy(2);

        RejectedUploads rejections = new RejectedUploads(log, new RejectionQuota(config.rejectedBytesADay()), clock);
        Commands commands = new Commands(log, inFlight, clock);
        IdempotencyKeys keys = new IdempotencyKeys(recognition);
        rateLimits = new RateLimits("ingest", config.rateLimits(), config.redis());
        ResponseRoutes responseRoutes = new ResponseRoutes(
                surveys,
                log,
                recognition,
                new Receipts(config.receiptKeys()),
                config.contentHashKey(),
                inFlight,
                rejections,
                keys,
                rateLimits,
                continuations,
                batchAnswers,
                clock,
                metrics);
        SurveyRoutes surveyRoutes = new SurveyRoutes(surveys, surveysReader::problem, commands, keys);
        CommandRoutes commandRoutes = new CommandRoutes(commands, keys);
        PointsRulesRoutes pointsRulesRoutes = new PointsRulesRoutes(commands, keys, clock);
        authentication = new Authentication(config.authentication());
        Gauge.builder("ingest.in.flight", inFlight, InFlight::count).register(metrics);
        api = new ApiServer(
                config.httpHost(),
                config.httpPort(),
                authentication,
                rateLimits,
                new Health().ready("log", log::problem).ready("surveys", surveysReader::problem),
                metrics,
                Bodies.MOST_BYTES,
                DESCRIPTION,
                routes -> {
                    responseRoutes.addTo(routes);
                    surveyRoutes.addTo(routes);
                    commandRoutes.addTo(routes);
                    pointsRulesRoutes.addTo(routes);
                });
    }

    /** Threads that end when they have nothing to do for a while. */
    private static ExecutorService threads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_THREAD.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, name + '-' + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Returns when it listens; {@code /health/ready} tells when it can work. */
    @Override
    public void start() {
        log.start();
        recognition.start();
        rateLimits.start();
        surveysReader.start();
        sweep.start();
        ticks.start();
        api.start();
    }

    /** The port it listens on. */
    public int port() {
        return api.port();
    }

    /** Takes no more requests, lets those under way have their answers, then lets go of Kafka and Redis. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        api.close();
        authentication.close();
        if (!inFlight.drain(drain)) {
            LOG.warn("Closing with {} requests under way; their callers will send them again", inFlight.count());
        }
        ticks.close();
        surveysReader.close();
        sweep.close();
        producerMetrics.close();
        log.close();
        recognition.close();
        rateLimits.close();
        batchAnswers.shutdown();
        continuations.shutdown();
        try {
            continuations.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
