package org.farmer1st.local.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.client.SurveyPublication;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.sample.AggregateComparison;
import org.farmer1st.local.sample.GeneratedLoad;
import org.farmer1st.local.sample.LoadRunner;
import org.farmer1st.local.sample.Pace;
import org.farmer1st.local.sample.PlainCount;
import org.farmer1st.local.sample.PointsComparison;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.local.sample.Visibility;

/**
 * A generated load, and points spent beside it, while every process is killed in turn; and then the question whether everything that was
 * accepted counts exactly once: every aggregate, every balance, the leaderboard, every command. It works in a tenant of its own, so that a platform
 * with other data on it can be drilled too.
 */
final class KillDrill {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int AT_ONCE = 16;
    private static final int RESPONSES_OF_A_FARMER = 20;

    private final LocalAccess access;
    private final Killer killer;
    private final String tenant;
    private final PrintWriter out;
    private final String kafka;
    private final String registry;

    /**
     * @param kafka {@code host:port}
     * @param registry its URL
     */
    KillDrill(LocalAccess access, String kafka, String registry, Killer killer, String tenant, PrintWriter out) {
        this.access = access;
        this.kafka = kafka;
        this.registry = registry;
        this.killer = killer;
        this.tenant = tenant;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param perSecond requests a second while there is something left to kill; after that as fast as it goes
     * @return what is wrong, in words; empty when everything is right
     */
    List<String> run(long seed, int responses, double perSecond, List<String> names)
            throws IOException, InterruptedException {
        ApiClient admin = access.serving(Role.admin, "drill", tenant);
        new SurveyPublication(access.ingest(Role.admin, "drill", tenant), admin, this::say)
                .publish(SampleSurvey.definition());
        GeneratedLoad load = GeneratedLoad.of(
                seed,
                responses,
                Math.max(1, responses / RESPONSES_OF_A_FARMER),
                Clock.systemUTC().instant());
        say("Tenant " + tenant + ", seed " + seed + ": " + responses + " responses, " + load.size() + " requests, "
                + load.standing().size() + " responses count in the end");
        List<String> failures = new ArrayList<>();
        LoadRunner.Outcome outcome;
        SpendingAudit audit;
        try (Spending spending = new Spending(kafka, registry, tenant, farmers(load), seed);
                Watcher watcher = new Watcher(
                        access.serving(Role.stakeholder, "watcher", tenant),
                        "/v1/surveys/" + SampleSurvey.ID + "/aggregates")) {
            outcome = send(load, perSecond, names, failures);
            audit = new SpendingAudit(kafka, registry, tenant, stop(spending));
            say(watcher.answers() + " answers were read meanwhile, "
                    + watcher.failures().size() + " went back");
            failures.addAll(watcher.failures());
            if (watcher.answers() == 0) {
                failures.add("No aggregates could be read while the load was sent");
            }
        }
        say(outcome.accepted() + " accepted, " + outcome.duplicate() + " duplicate, "
                + outcome.failures().size() + " failed");
        failures.addAll(outcome.failures());
        long waited = System.nanoTime();
        new Visibility(admin)
                .await(
                        "/v1/surveys/" + SampleSurvey.ID + "/aggregates",
                        outcome.receipts().values(),
                        PATIENCE);
        for (Map.Entry<String, String> receipt : outcome.receipts().entrySet()) {
            new Visibility(admin)
                    .await("/v1/farmers/" + receipt.getKey() + "/points", List.of(receipt.getValue()), PATIENCE);
        }
        say("Every receipt was readable " + (System.nanoTime() - waited) / 1_000_000 + " ms later");
        failures.addAll(audit.audit());
        say(audit.done() + " commands to the ledger were done, the others refused");
        failures.addAll(compare(load, audit));
        return failures;
    }

    private static List<String> farmers(GeneratedLoad load) {
        return load.sequences().stream()
                .filter(sequence -> !sequence.isEmpty())
                .map(sequence -> sequence.get(0).farmerId())
                .toList();
    }

    private static Map<String, Spending.Sent> stop(Spending spending) throws InterruptedException {
        try {
            return spending.stop();
        } catch (ExecutionException e) {
            throw new CommandFailed(
                    "Kafka did not take the commands that the drill spends points by: " + e.getCause(), e);
        }
    }

    private LoadRunner.Outcome send(GeneratedLoad load, double perSecond, List<String> names, List<String> failures)
            throws IOException, InterruptedException {
        Pace pace = new Pace(perSecond);
        CompletableFuture<LoadRunner.Outcome> sending = new CompletableFuture<>();
        try (Progress progress = Progress.of("Sending", load.size(), out)) {
            Thread sender = new Thread(() -> {
                try {
                    sending.complete(new LoadRunner(
                                    access.ingest(Role.enumerator, "drill", tenant), Clock.systemUTC(), AT_ONCE, pace)
                            .run(load, progress));
                } catch (InterruptedException | RuntimeException e) {
                    sending.completeExceptionally(e);
                }
            });
            sender.start();
            failures.addAll(killer.kill(names));
            if (sending.isDone()) {
                failures.add("The load ended before the last kill: send more responses, or send them more slowly");
            }
            pace.release();
            return sending.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The load ended early", e.getCause());
        }
    }

    private List<String> compare(GeneratedLoad load, SpendingAudit audit) throws IOException, InterruptedException {
        PlainCount expected = new PlainCount(SampleSurvey.definition(), load.standing());
        AggregateComparison.Result aggregates = new AggregateComparison(
                        access.serving(Role.stakeholder, "drill", tenant), SampleSurvey.ID, expected)
                .compare();
        say(aggregates.cells() + " cells compared, " + aggregates.differences().size() + " differ");
        List<String> differences = new ArrayList<>(aggregates.differences());
        PointsComparison points = new PointsComparison(access.serving(Role.admin, "drill", tenant));
        Map<String, Long> ofSurvey = PointsComparison.points(
                expected.responsesByFarmer(),
                SampleSurvey.definition().path("points").path("base").asLong());
        Map<String, Long> earned = new HashMap<>(ofSurvey);
        audit.adjusted().forEach((farmer, more) -> earned.merge(farmer, more, Long::sum));
        Map<String, Long> left = new HashMap<>(earned);
        audit.paid().forEach((farmer, less) -> left.merge(farmer, -less, Long::sum));
        Set<String> farmers = new HashSet<>(farmers(load));
        List<String> balances = points.compareBalances(farmers, left);
        say(farmers.size() + " farmers' balances and transfers compared, " + balances.size() + " differ");
        differences.addAll(balances);
        differences.addAll(points.compareLeaderboard("tenant", earned));
        differences.addAll(points.compareLeaderboard("survey:" + SampleSurvey.ID, ofSurvey));
        return differences;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
