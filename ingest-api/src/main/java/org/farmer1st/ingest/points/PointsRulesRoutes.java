package org.farmer1st.ingest.points;

import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PublishPointsRules;
import org.farmer1st.ingest.commands.Commands;
import org.farmer1st.ingest.commands.Commands.Asked;
import org.farmer1st.ingest.commands.IdempotencyKeys;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;

/**
 * {@code PUT /v1/points/rules/{version}}: asks for the publication of a version of the tenant's rules. The workflow's id derives from the
 * version and the content: the same again is the same workflow, and other content under a version that is published is a
 * workflow that fails.
 */
public final class PointsRulesRoutes {

    private static final int DIGITS = 12;

    private final Commands commands;
    private final IdempotencyKeys keys;
    private final Clock clock;

    public PointsRulesRoutes(Commands commands, IdempotencyKeys keys, Clock clock) {
        this.commands = commands;
        this.keys = keys;
        this.clock = clock;
    }

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Points rules", "What responses are worth.")
                .put(
                        "/v1/points/rules/{version}",
                        IdempotencyKeys.takenBy(Operation.of(
                                        "publishPointsRules", "Publish a version of the rules", Access.of(Role.ADMIN)))
                                .description(
                                        "In force from a time that lies ahead. What is published under a version never"
                                                + " changes: a change is a new version. Publishing the same again, before it is in"
                                                + " force, is harmless.")
                                .path("version", "PointsRulesVersion", "The version, as in the body.")
                                .body("PointsRules")
                                .answers(202, "WorkflowStarted", "It is under way.")
                                .errors(ErrorCode.VALIDATION_FAILED),
                        this::publish);
    }

    private void publish(Context ctx) {
        Caller caller = Caller.of(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        Bodies.requireJson(ctx);
        String version = ctx.pathParam("version");
        if (!version.matches("[1-9][0-9]{0,8}")) {
            throw ApiException.invalid(List.of(new Fault("version", "must be a whole number, 1 or more")));
        }
        PointsRuleSet rules =
                PointsRulesReader.read(Bodies.read(ctx, Bodies.MOST_BYTES), Integer.parseInt(version), clock.instant());
        String digest = Commands.digest("publish-points-rules", content(rules));
        String workflowId =
                "publish-points-rules:" + caller.tenant() + ':' + version + ':' + digest.substring(0, DIGITS);
        // Begun here, and not in the supplier, which runs when the trace is no longer current.
        CompletableFuture<Asked> outcome = keys.once(
                caller,
                key,
                () -> digest,
                Asked::new,
                Asked::workflowId,
                () -> commands.ask(caller, workflowId, new PublishPointsRules(rules), digest));
        ctx.future(() -> outcome.thenAccept(asked -> {
            ctx.status(202);
            Envelope.data(ctx, asked);
        }));
    }

    /** A text that is another for other rules. */
    private static String content(PointsRuleSet rules) {
        StringBuilder text = new StringBuilder();
        rules.getSchema().getFields().forEach(field -> text.append(field.name())
                .append('=')
                .append(rules.get(field.pos()))
                .append('\n'));
        return text.toString();
    }
}
