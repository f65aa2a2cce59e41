package org.farmer1st.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.client.SurveyPublication;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.sample.GeneratedLoad;
import org.farmer1st.local.sample.LoadRunner;
import org.farmer1st.local.sample.Pace;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.local.sample.Step;
import org.farmer1st.local.sample.Visibility;

/**
 * A survey from its publication to its numbers, through HTTP alone: what a stakeholder would see of 200 invented responses,
 * with edits, withdrawals and repeats among them. Each demo adds responses of new farmers to those of the demos before.
 */
final class Demo {

    private static final int RESPONSES = 200;
    private static final int FARMERS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TENANT = LocalAccess.DEFAULT_TENANT;

    private final ApiClient ingest;
    private final ApiClient ingestAsAdmin;
    private final ApiClient serving;
    private final PrintWriter out;

    Demo(LocalAccess access, PrintWriter out) {
        this.ingest = access.ingest(Role.enumerator, "demo", TENANT);
        this.ingestAsAdmin = access.ingest(Role.admin, "demo", TENANT);
        this.serving = access.serving(Role.admin, "demo", TENANT);
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @return a farmer that has points, for what is to be tried next
     * @throws CommandFailed where the platform doesn't do what it should
     */
    String run() throws InterruptedException {
        try {
            say("Publishing the survey " + SampleSurvey.ID);
            new SurveyPublication(ingestAsAdmin, serving, line -> say("  " + line)).publish(SampleSurvey.definition());
            GeneratedLoad load = GeneratedLoad.of(
                    System.nanoTime(), RESPONSES, FARMERS, Clock.systemUTC().instant());
            Map<String, String> receipts = send(load);
            long started = System.nanoTime();
            Visibility visibility = new Visibility(serving);
            visibility.await("/v1/surveys/" + SampleSurvey.ID + "/aggregates", receipts.values(), PATIENCE);
            for (Map.Entry<String, String> receipt : receipts.entrySet()) {
                visibility.await("/v1/farmers/" + receipt.getKey() + "/points", List.of(receipt.getValue()), PATIENCE);
            }
            say("  Everything was readable " + (System.nanoTime() - started) / 1_000_000
                    + " ms after the last receipt.");
            String farmer = busiest(load);
            print(farmer);
            return farmer;
        } catch (IOException e) {
            throw new CommandFailed(
                    "The demo did not get through: " + e.getMessage()
                            + ". Look at ./farmer1st status and at the logs it names, and try again.",
                    e);
        }
    }

    private Map<String, String> send(GeneratedLoad load) throws InterruptedException {
        Map<String, Long> kinds = new TreeMap<>();
        load.sequences()
                .forEach(sequence ->
                        sequence.stream().distinct().forEach(step -> kinds.merge(kind(step), 1L, Long::sum)));
        long distinct = kinds.values().stream().mapToLong(Long::longValue).sum();
        say("Sending " + kinds.get("responses") + " responses, " + kinds.getOrDefault("edits", 0L) + " edits, "
                + kinds.getOrDefault("withdrawals", 0L) + " withdrawals, and " + (load.size() - distinct)
                + " of these a second time");
        try (Progress progress = Progress.of("Sending", load.size(), out)) {
            LoadRunner.Outcome outcome = new LoadRunner(ingest, Clock.systemUTC(), 8, new Pace(0)).run(load, progress);
            if (!outcome.failures().isEmpty()) {
                throw new CommandFailed("ingest-api refused what it should take. "
                        + outcome.failures().get(0));
            }
            say("  " + outcome.accepted() + " accepted, " + outcome.duplicate()
                    + " recognised at the edge as sent before");
            return outcome.receipts();
        }
    }

    private static String kind(Step step) {
        if (step instanceof Step.Send) {
            return "responses";
        }
        return step instanceof Step.Edit ? "edits" : "withdrawals";
    }

    private static String busiest(GeneratedLoad load) {
        Map<String, Long> counts = new TreeMap<>();
        load.standing().forEach(body -> counts.merge(body.path("farmerId").asText(), 1L, Long::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private void print(String farmer) throws IOException, InterruptedException {
        String aggregates = "/v1/surveys/" + SampleSurvey.ID + "/aggregates?bucket=all";
        Table districts = new Table("district", "responses", "farmers");
        for (JsonNode cell : cells(aggregates + "&groupBy=district")) {
            districts.row(
                    cell.path("group").path("district").asText("-"), cell.path("responses"), cell.path("farmers"));
        }
        print("Responses by district", districts);
        Table crops = new Table("crop of a plot", "plots");
        for (JsonNode cell : cells(aggregates + "&question=plots%2Fcrop")) {
            cell.path("counts").properties().forEach(count -> crops.row(count.getKey(), count.getValue()));
        }
        print("Plots by crop: a question inside a repeat", crops);
        Table income = new Table("main crop", "answers", "mean", "median", "largest");
        for (JsonNode cell : cells(aggregates + "&question=income&groupBy=main_crop")) {
            JsonNode stats = cell.path("stats");
            income.row(
                    cell.path("group").path("main_crop").asText("-").replace("null", "-"),
                    stats.path("count"),
                    Math.round(stats.path("mean").asDouble()),
                    Math.round(stats.path("p50").asDouble()),
                    Math.round(stats.path("max").asDouble()));
        }
        print("Income by main crop", income);
        Table leaders = new Table("farmer", "points");
        int place = 0;
        for (JsonNode entry : data("/v1/leaderboards/survey:" + SampleSurvey.ID)) {
            if (place++ < 5) {
                leaders.row(entry.path("farmerId").asText(), entry.path("points"));
            }
        }
        print("Leaderboard", leaders);
        Table transfers = new Table("kind", "points", "at");
        for (JsonNode transfer : data("/v1/farmers/" + farmer + "/points/transfers?limit=5")) {
            transfers.row(
                    transfer.path("kind").asText(),
                    transfer.path("amount"),
                    transfer.path("at").asText());
        }
        JsonNode points = data("/v1/farmers/" + farmer + "/points");
        print("Points of " + farmer + ": " + points.path("balance") + ", newest transfers", transfers);
    }

    private JsonNode cells(String path) throws IOException, InterruptedException {
        return data(path).path("cells");
    }

    private JsonNode data(String path) throws IOException, InterruptedException {
        ApiAnswer answer = serving.sendUntilAnswered("GET", path, null, PATIENCE);
        if (!answer.ok()) {
            throw new CommandFailed("serving-api does not answer " + path + ": " + answer.explanation());
        }
        return answer.data();
    }

    private void print(String title, Table table) {
        say("");
        say(title);
        table.lines().forEach(this::say);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
