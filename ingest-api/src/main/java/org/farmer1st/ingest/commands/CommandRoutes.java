package org.farmer1st.ingest.commands;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.farmer1st.events.DecideApproval;
import org.farmer1st.events.RegisterFarmer;
import org.farmer1st.events.RequestPayout;
import org.farmer1st.ingest.commands.Commands.Asked;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Fields;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.Place;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;

/**
 * {@code POST /v1/farmers}, {@code /v1/payouts} and {@code /v1/approvals/{workflowId}}: what is asked of the platform.
 *
 * <p>The workflow's id derives from the idempotency key; a payout's also from its {@code payoutId}, an approval's from who
 * decides on what. A registration without a key is a workflow of its own each time, to the same effect.
 */
public final class CommandRoutes {

    private static final int LONGEST_REGION = 63;
    private static final int LONGEST_WORKFLOW_ID = 512;
    private static final long MOST_POINTS = 1_000_000_000;

    private final Commands commands;
    private final IdempotencyKeys keys;

    public CommandRoutes(Commands commands, IdempotencyKeys keys) {
        this.commands = commands;
        this.keys = keys;
    }

    /** Declares the routes. */
    public void addTo(Routes routes) {
        routes.group("Commands", "What is asked of the platform. A workflow does it; its id is the answer.")
                .post(
                        "/v1/farmers",
                        asking("registerFarmer", "Register a farmer", Access.of(Role.ENUMERATOR, Role.ADMIN))
                                .description("Or change what is known of one. Nothing personal: a farmer is an opaque"
                                        + " id here.")
                                .body("Farmer"),
                        this::registerFarmer)
                .post(
                        "/v1/payouts",
                        asking("requestPayout", "Ask for a payout", Access.of(Role.FARMER, Role.ADMIN))
                                .description("A farmer's token asks for that farmer's only. A payout is known by its"
                                        + " `payoutId`, or by the idempotency key: one of them has to be there, so that"
                                        + " one that is sent again is paid once.")
                                .body("Payout"),
                        this::requestPayout)
                .post(
                        "/v1/approvals/{workflowId}",
                        asking("decideApproval", "Approve or reject", Access.of(Role.ADMIN))
                                .description(
                                        "What a workflow waits for. The first decision of each who decides stands.")
                                .path("workflowId", "WorkflowId", "The workflow that waits.")
                                .body("Decision"),
                        this::decideApproval);
    }

    private static Operation asking(String id, String summary, Access access) {
        return IdempotencyKeys.takenBy(Operation.of(id, summary, access))
                .answers(202, "WorkflowStarted", "It is under way.")
                .errors(ErrorCode.VALIDATION_FAILED);
    }

    private void registerFarmer(Context ctx) {
        Caller caller = Caller.of(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        Body body = Body.of(ctx, Set.of("farmerId", "region"));
        String farmerId = body.farmerId();
        String region = body.fields.text(body.tree, Place.ROOT, "region");
        if (region != null && (region.length() > LONGEST_REGION || !Names.isSlug(region))) {
            body.faults.add("region", "must be lower-case letters, digits and hyphens, 63 at most, not a hyphen first");
        }
        body.faults.throwIfAny();
        String identity = key.map(given -> Commands.digest(caller.subject(), given))
                .orElseGet(() -> UUID.randomUUID().toString());
        ask(
                ctx,
                key,
                "register-farmer:" + caller.tenant() + ':' + identity,
                new RegisterFarmer(farmerId, region),
                Commands.digest("register-farmer", farmerId, region == null ? "" : region));
    }

    private void requestPayout(Context ctx) {
        Caller caller = Caller.of(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        Body body = Body.of(ctx, Set.of("payoutId", "farmerId", "points"));
        String farmerId = body.farmerId();
        Long points = body.fields.requiredWhole(body.tree, Place.ROOT, "points", 1, MOST_POINTS);
        String payoutId = body.fields.text(body.tree, Place.ROOT, "payoutId");
        String identity = null;
        if (payoutId != null) {
            identity = Names.uuid(payoutId);
            if (identity == null) {
                body.faults.add("payoutId", "must be a UUID");
            }
        } else if (key.isPresent()) {
            identity = Commands.digest(caller.subject(), key.get());
        } else {
            body.faults.add(
                    "payoutId",
                    "is missing: a payout that is sent again must be known as the same one, by a payoutId or an"
                            + " Idempotency-Key");
        }
        body.faults.throwIfAny();
        caller.requireSelfOr(farmerId, Role.ADMIN);
        ask(
                ctx,
                key,
                "request-payout:" + caller.tenant() + ':' + identity,
                new RequestPayout(farmerId, points),
                Commands.digest("request-payout", identity, farmerId, points.toString()));
    }

    private void decideApproval(Context ctx) {
        Caller caller = Caller.of(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        Body body = Body.of(ctx, Set.of("decision"));
        String workflowId = ctx.pathParam("workflowId");
        if (workflowId.length() > LONGEST_WORKFLOW_ID || workflowId.chars().anyMatch(Character::isISOControl)) {
            body.faults.add("workflowId", "is not the id of a workflow");
        }
        String decision = body.fields.requiredText(body.tree, Place.ROOT, "decision");
        if (decision != null && !decision.equals("approve") && !decision.equals("reject")) {
            body.faults.add("decision", "must be approve or reject");
        }
        body.faults.throwIfAny();
        ask(
                ctx,
                key,
                "decide-approval:" + caller.tenant() + ':' + Commands.digest(workflowId, caller.subject()),
                new DecideApproval(workflowId, decision.equals("approve")),
                Commands.digest("decide-approval", workflowId, decision));
    }

    private void ask(Context ctx, Optional<String> key, String workflowId, SpecificRecord command, String digest) {
        Caller caller = Caller.of(ctx);
        // Begun here, and not in the supplier, which runs when the trace is no longer current.
        CompletableFuture<Asked> outcome = keys.once(
                caller,
                key,
                () -> digest,
                Asked::new,
                Asked::workflowId,
                () -> commands.ask(caller, workflowId, command, digest));
        ctx.future(() -> outcome.thenAccept(asked -> {
            ctx.status(202);
            Envelope.data(ctx, asked);
        }));
    }

    /** A body that is one small object. */
    private record Body(JsonNode tree, Faults faults, Fields fields) {

        static Body of(Context ctx, Set<String> known) {
            Bodies.requireJson(ctx);
            Faults faults = new Faults();
            Fields fields = new Fields(faults);
            JsonNode tree = StrictJson.tree(Bodies.read(ctx, Bodies.MOST_BYTES));
            if (tree.isObject()) {
                fields.onlyThese(tree, Place.ROOT, known);
            } else {
                faults.add("", "must be a JSON object");
                faults.throwIfAny();
            }
            return new Body(tree, faults, fields);
        }

        String farmerId() {
            String farmerId = fields.requiredText(tree, Place.ROOT, "farmerId");
            if (farmerId != null && !Names.isFarmerId(farmerId)) {
                faults.add("farmerId", "must be 1 to 128 letters, digits and any of . _ : -, a letter or digit first");
            }
            return farmerId;
        }
    }
}
