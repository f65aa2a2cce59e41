package org.farmer1st.runtime.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.process.ProcessMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP interface as all of ours are: the envelope around every answer, a verified token of a role that will do
 * on every route but health and pages, every error by its code, {@code /health/live}, {@code /health/ready},
 * {@code /metrics}, {@code /openapi.json} and {@code /docs}.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String STARTED = "farmer1st.started";
    private static final String JSON = "application/json";
    private static final String METRICS = "text/plain";
    private static final String HEALTH = "Health";
    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final ProcessMetrics processMetrics;
    private final Javalin javalin;

    /**
     * @param authentication says who sends a request
     * @param admission says whether it may go on
     * @param maxRequestBytes of a body read with {@link Context#bodyAsBytes()}
     * @param description the head of its document, and the schemas that its routes name
     * @param declare declares the routes; there is no other way to add one
     */
    public ApiServer(
            String host,
            int port,
            Authentication authentication,
            Admission admission,
            Health health,
            PrometheusMeterRegistry metrics,
            long maxRequestBytes,
            ApiDescription description,
            Consumer<Routes> declare) {
        this.processMetrics = new ProcessMetrics(metrics);
        RequestMetrics requests = new RequestMetrics(metrics);
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.maxRequestSize = maxRequestBytes;
            config.http.prefer405over404 = true;
            config.http.defaultContentType = "application/json";
            config.jetty.modifyServer(server -> server.setStopTimeout(DRAIN.toMillis()));
            ServerBounds.apply(config, host, port, BodyPace.Limits.USUAL);
            Routes routes = new Routes(config.routes, description.schemas());
            config.routes.before(ctx -> {
                ctx.attribute(STARTED, System.nanoTime());
                ctx.header("X-Request-Id", Envelope.requestId(ctx));
                ctx.header("X-Content-Type-Options", "nosniff");
                // Answers are for their caller and for now; a route that means otherwise sets it anew.
                ctx.header("Cache-Control", "no-store");
                if (!routes.isOpen(ctx.path())) {
                    Caller caller = authentication.authenticate(ctx);
                    ctx.attribute(Caller.ATTRIBUTE, caller);
                    admission.admit(ctx, caller);
                }
            });
            config.routes.after(ctx -> {
                Long started = ctx.attribute(STARTED);
                if (started != null) {
                    requests.record(ctx, started);
                }
            });
            config.routes.exception(ApiException.class, (e, ctx) -> refuse(ctx, e));
            config.routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
                // Its only detail, under a key that depends on who asks.
                ctx.header("Allow", String.join(", ", e.getDetails().values()));
                refuse(ctx, translate(e));
            });
            config.routes.exception(HttpResponseException.class, (e, ctx) -> refuse(ctx, translate(e)));
            config.routes.exception(CompletionException.class, (e, ctx) -> unexpected(ctx, e.getCause()));
            config.routes.exception(Exception.class, (e, ctx) -> unexpected(ctx, e));
            declare.accept(routes);
            operatorRoutes(routes, health, metrics);
            new DocumentRoutes(description, routes).declare();
        });
    }

    private static void operatorRoutes(Routes routes, Health health, PrometheusMeterRegistry metrics) {
        routes.group("Operation", "For those who run it.")
                .get(
                        "/health/live",
                        Operation.of("getLiveness", "Whether a restart would help", Access.open())
                                .description("503 means that the process makes no sense without a restart.")
                                .answersPlain(200, JSON, HEALTH, "It lives.")
                                .answersPlain(503, JSON, HEALTH, "Restart it."),
                        ctx -> answer(ctx, health.liveness()))
                .get(
                        "/health/ready",
                        Operation.of("getReadiness", "Whether it can do its work now", Access.open())
                                .description("503 while something that it needs is away; it comes back by itself.")
                                .answersPlain(200, JSON, HEALTH, "Send it requests.")
                                .answersPlain(503, JSON, HEALTH, "Send it none for now."),
                        ctx -> answer(ctx, health.readiness()))
                .get(
                        "/metrics",
                        Operation.of("getMetrics", "Metrics", Access.everyRole())
                                .answersPlain(200, METRICS, "Text", "In Prometheus' text format."),
                        ctx -> ctx.contentType(METRICS + "; version=0.0.4; charset=utf-8")
                                .result(metrics.scrape()));
    }

    /** A registry for the process's metrics, in Prometheus' format. */
    public static PrometheusMeterRegistry metrics() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /** Binds and serves. */
    public void start() {
        javalin.start();
    }

    /** The port it listens on, once started. */
    public int port() {
        return javalin.port();
    }

    /** What is served, as {@code GET /path}, however it came to be. */
    List<String> served() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .filter(parsed -> parsed.endpoint.method.isHttpMethod())
                .map(parsed -> parsed.endpoint.method.name() + ' ' + parsed.endpoint.path)
                .toList();
    }

    /** Takes no more requests, and waits up to 15 s for those under way. */
    @Override
    public void close() {
        javalin.stop();
        processMetrics.close();
    }

    private static void answer(Context ctx, Health.Report report) {
        ctx.status(report.healthy() ? 200 : 503).contentType("application/json").result(Json.bytes(report));
    }

    /**
     * Answers with an error. Where it is final it has to arrive: who still sends a body when the connection ends often sees
     * the broken connection instead of the answer, and would try again for ever; so what is still sent is let in first. Not
     * of strangers, to whom nothing is owed.
     */
    private static void refuse(Context ctx, ApiException e) {
        if (!e.code().retryable() && ctx.attribute(Caller.ATTRIBUTE) != null) {
            ServerBounds.readOn(ctx);
        }
        Envelope.error(ctx, e);
    }

    private static ApiException translate(HttpResponseException e) {
        return switch (e.getStatus()) {
            case 401 -> new ApiException(ErrorCode.UNAUTHENTICATED, e.getMessage());
            case 403 -> new ApiException(ErrorCode.FORBIDDEN, e.getMessage());
            case 404 -> new ApiException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
            case 405 -> new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "This path doesn't know that method.");
            case 413 -> new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than is accepted.");
            case 415 -> new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, e.getMessage());
            case 503 -> ApiException.unavailable("Too busy just now.", Duration.ofSeconds(1));
            default ->
                e.getStatus() < 500
                        ? new ApiException(ErrorCode.MALFORMED_REQUEST, e.getMessage())
                        : new ApiException(ErrorCode.INTERNAL, "Something went wrong on our side.");
        };
    }

    private static void unexpected(Context ctx, Throwable e) {
        if (e instanceof ApiException answer) {
            Envelope.error(ctx, answer);
            return;
        }
        if (e instanceof HttpResponseException answer) {
            Envelope.error(ctx, translate(answer));
            return;
        }
        Optional<ApiException> fault = ServerBounds.fault(e);
        if (fault.isPresent()) {
            Envelope.error(ctx, fault.get());
            return;
        }
        try (RequestScope scope = RequestScope.of(ctx)) {
            LOG.error("A request of {} failed", RequestMetrics.route(ctx), e);
        }
        Envelope.error(ctx, new ApiException(ErrorCode.INTERNAL, "Something went wrong on our side."));
    }
}
