package org.farmer1st.serving;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.http.ApiDescription;
import org.farmer1st.runtime.http.ApiSchemas;
import org.farmer1st.runtime.http.ApiServer;
import org.farmer1st.runtime.http.Authentication;
import org.farmer1st.runtime.limits.RateLimits;
import org.farmer1st.runtime.process.Service;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.serving.aggregates.AggregateFeed;
import org.farmer1st.serving.aggregates.AggregateRoutes;
import org.farmer1st.serving.aggregates.Aggregates;
import org.farmer1st.serving.catalog.ViewRoutes;
import org.farmer1st.serving.dashboard.DashboardRoutes;
import org.farmer1st.serving.leaderboards.LeaderboardRoutes;
import org.farmer1st.serving.leaderboards.Leaderboards;
import org.farmer1st.serving.points.FarmerPoints;
import org.farmer1st.serving.points.PointsInRedis;
import org.farmer1st.serving.points.PointsRoutes;
import org.farmer1st.serving.points.PointsRulesRoutes;
import org.farmer1st.serving.points.PointsView;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.AfterReceipt;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ProgressWatch;
import org.farmer1st.serving.receipts.ReceiptRoutes;
import org.farmer1st.serving.redis.Redis;
import org.farmer1st.serving.surveys.Invalidations;
import org.farmer1st.serving.surveys.SurveyRoutes;
import org.farmer1st.serving.surveys.Surveys;
import org.farmer1st.serving.workflows.WorkflowRoutes;

/** serving-api, put together. It starts, and answers what it can, while any of what it reads from is away. */
public final class ServingServer implements Service {

    private static final long MOST_REQUEST_BYTES = 64 * 1024;
    private static final int SCHEMAS = 100;
    private static final int MOST_ANSWERS_AT_A_TIME = 200;

    private static final ApiDescription DESCRIPTION = new ApiDescription(
            "Farmer1st serving API",
            "1.0.0",
            "Answers dashboards and apps: aggregates, points, leaderboards, receipts. Every answer is JSON in one"
                    + " envelope; `meta.asOf` says how far it is: everything that was accepted before is in it.",
            ApiSchemas.beside(ServingServer.class));

    private final ExecutorService answering = answering();
    private final Postgres postgres;
    private final Postgres progressPostgres;
    private final ProgressWatch watch;
    private final Redis redis;
    private final Invalidations invalidations;
    private final AggregateFeed feed;
    private final AggregateRoutes aggregateRoutes;
    private final Authentication authentication;
    private final RateLimits rateLimits;
    private final ApiServer http;

    public ServingServer(ServingConfig config) {
        Lanes lanes = new Lanes(config.lanes());
        AsOfFloor asOf = new AsOfFloor();
        postgres = database(config, "serving-api", config.databaseConnections(), answering);
        progressPostgres = database(config, "serving-api-progress", 1, answering);
        watch = new ProgressWatch(progressPostgres);
        redis = new Redis(config.redisUrl(), answering);
        AfterReceipt after = new AfterReceipt(new Receipts(config.receiptKeys()), watch);

        Surveys surveys = new Surveys(postgres, redis);
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(config.schemaRegistryUrl(), SCHEMAS));
        invalidations =
                new Invalidations(config.kafkaBootstrapServers(), format.deserializer(Topics.INVALIDATIONS), surveys);

        Aggregates aggregates = new Aggregates(postgres);
        feed = new AggregateFeed(aggregates, surveys, watch);
        aggregateRoutes = new AggregateRoutes(surveys, aggregates, feed, after, asOf);

        PointsView pointsView = new PointsView(postgres, lanes);
        FarmerPoints points = new FarmerPoints(new PointsInRedis(redis, lanes), pointsView, watch, asOf, lanes);
        PointsRoutes pointsRoutes = new PointsRoutes(points, pointsView, after, asOf);
        LeaderboardRoutes leaderboardRoutes =
                new LeaderboardRoutes(new Leaderboards(redis, postgres, watch, asOf), after, asOf);

        authentication = new Authentication(config.authentication());
        rateLimits = new RateLimits("serving", config.rateLimits(), URI.create(config.redisUrl()));
        http = new ApiServer(
                config.httpHost(),
                config.httpPort(),
                authentication,
                rateLimits,
                new Health().ready("postgres", () -> reachable(watch)),
                ApiServer.metrics(),
                MOST_REQUEST_BYTES,
                DESCRIPTION,
                routes -> {
                    new SurveyRoutes(surveys).addTo(routes);
                    aggregateRoutes.addTo(routes);
                    pointsRoutes.addTo(routes);
                    new PointsRulesRoutes(postgres, lanes).addTo(routes);
                    leaderboardRoutes.addTo(routes);
                    new ReceiptRoutes(after, postgres, lanes).addTo(routes);
                    new WorkflowRoutes(postgres).addTo(routes);
                    new ViewRoutes(postgres, asOf).addTo(routes);
                    new DashboardRoutes().addTo(routes);
                });
    }

    private static Postgres database(ServingConfig config, String name, int connections, Executor answering) {
        return new Postgres(
                name, config.databaseUrl(), config.databaseUser(), config.databasePassword(), connections, answering);
    }

    /** Answers are written by threads of their own; beyond so many, by whoever has the data. */
    private static ExecutorService answering() {
        return new ThreadPoolExecutor(
                0,
                MOST_ANSWERS_AT_A_TIME,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "answering");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    private static Optional<String> reachable(ProgressWatch watch) {
        return watch.reachable() ? Optional.empty() : Optional.of("the views can't be read");
    }

    /** The port it listens on, once started. */
    public int port() {
        return http.port();
    }

    @Override
    public void start() {
        redis.start();
        rateLimits.start();
        watch.start();
        invalidations.start();
        feed.start();
        http.start();
    }

    @Override
    public void close() {
        feed.close();
        http.close();
        authentication.close();
        aggregateRoutes.close();
        invalidations.close();
        watch.close();
        redis.close();
        rateLimits.close();
        progressPostgres.close();
        postgres.close();
        answering.shutdownNow();
    }
}
