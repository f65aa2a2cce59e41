package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.client.RequestPath;
import org.farmer1st.local.sample.PlainCount.Bucket;
import org.farmer1st.local.sample.PlainCount.Key;

/**
 * Holds what serving-api answers against a {@link PlainCount}: for nothing and for every question, for the whole survey, each
 * dimension and each pair, for all time, by month and by day.
 *
 * <p>Counts must be equal, sums within rounding; percentiles and extremes within the 1 % that the view promises once a cell
 * holds too many different numbers to keep them all.
 */
public final class AggregateComparison {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_DIFFERENCES = 25;
    private static final int AT_ONCE = 4;

    private final ApiClient serving;
    private final String surveyId;
    private final PlainCount expected;

    /** @param serving as a stakeholder of the tenant */
    public AggregateComparison(ApiClient serving, String surveyId, PlainCount expected) {
        this.serving = serving;
        this.surveyId = surveyId;
        this.expected = expected;
    }

    /**
     * What was compared.
     *
     * @param cells how many cells
     * @param differences the first of them, in words; empty where everything is as it should be
     */
    public record Result(long cells, List<String> differences) {}

    /** Compares everything: every question, for the whole survey, each dimension and each pair of them. */
    public Result compare() throws IOException, InterruptedException {
        return compare(expected.groupings(), () -> {});
    }

    /**
     * Compares everything, and shows how far it is.
     *
     * @param lines where to, if not onto a terminal
     */
    public Result compareShowing(PrintWriter lines) throws IOException, InterruptedException {
        List<List<String>> groupings = expected.groupings();
        long answers = (long) questions().size() * groupings.size() * Bucket.values().length;
        try (Progress progress = Progress.of("Comparing answers", answers, lines)) {
            return compare(groupings, () -> progress.advance(1));
        }
    }

    /** Compares every question, for the whole survey and each dimension, without pairs. */
    public Result compareWithoutPairs() throws IOException, InterruptedException {
        return compare(
                expected.groupings().stream().filter(names -> names.size() < 2).toList(), () -> {});
    }

    /** What is asked about; null first, for nothing but responses and farmers. */
    private List<String> questions() {
        List<String> questions = new ArrayList<>();
        questions.add(null);
        questions.addAll(expected.questions());
        return questions;
    }

    private Result compare(List<List<String>> groupings, Runnable compared) throws IOException, InterruptedException {
        Queue<String> differences = new ConcurrentLinkedQueue<>();
        List<Callable<Long>> tasks = new ArrayList<>();
        // One task a question: what was counted of a question is read by one thread.
        for (String question : questions()) {
            tasks.add(() -> compare(question, groupings, differences, compared));
        }
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            long cells = 0;
            for (Future<Long> task : threads.invokeAll(tasks)) {
                cells += task.get();
            }
            return new Result(
                    cells, differences.stream().limit(MOST_DIFFERENCES).toList());
        } catch (ExecutionException e) {
            throw new IOException("The comparison did not get through: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private long compare(String question, List<List<String>> groupings, Queue<String> differences, Runnable compared)
            throws IOException, InterruptedException {
        long cells = 0;
        for (List<String> groupBy : groupings) {
            for (Bucket bucket : Bucket.values()) {
                if (differences.size() < MOST_DIFFERENCES) {
                    cells += compare(question, groupBy, bucket, differences);
                    compared.run();
                }
            }
        }
        return cells;
    }

    private long compare(String question, List<String> groupBy, Bucket bucket, Queue<String> differences)
            throws IOException, InterruptedException {
        String path = path(question, groupBy, bucket);
        ApiAnswer answer = serving.sendUntilAnswered("GET", path, null, PATIENCE);
        if (!answer.ok()) {
            differences.add(path + ": status " + answer.status() + ", " + answer.explanation());
            return 0;
        }
        Map<Key, CountedCell> wanted = new LinkedHashMap<>(expected.cells(groupBy, bucket));
        long cells = wanted.size();
        for (JsonNode cell : answer.data().path("cells")) {
            Key key = key(cell, groupBy, bucket);
            CountedCell counted = wanted.remove(key);
            String where = path + " " + key.group() + " " + key.bucket() + ": ";
            if (counted == null) {
                differences.add(where + "is answered, and should not be there: " + cell);
            } else {
                List<String> problems = question == null
                        ? CellComparison.differences(cell, counted)
                        : CellComparison.differences(
                                cell,
                                counted,
                                question,
                                expected.question(question).type());
                problems.forEach(problem -> differences.add(where + problem));
            }
        }
        wanted.forEach((key, counted) -> differences.add(path + " " + key.group() + " " + key.bucket()
                + ": is missing, with " + counted.responses() + " responses"));
        return cells;
    }

    private String path(String question, List<String> groupBy, Bucket bucket) {
        StringBuilder path = new StringBuilder("/v1/surveys/")
                .append(RequestPath.segment(surveyId))
                .append("/aggregates?bucket=")
                .append(bucket);
        if (question != null) {
            path.append("&question=").append(RequestPath.segment(question));
        }
        if (!groupBy.isEmpty()) {
            path.append("&groupBy=").append(RequestPath.segment(String.join(",", groupBy)));
        }
        return path.toString();
    }

    private static Key key(JsonNode cell, List<String> groupBy, Bucket bucket) {
        List<String> group = new ArrayList<>();
        for (String dimension : groupBy) {
            JsonNode value = cell.path("group").path(dimension);
            group.add(value.isMissingNode() || value.isNull() ? "" : value.asText());
        }
        String day = cell.path("bucket").asText("");
        return new Key(
                group,
                switch (bucket) {
                    case day -> day;
                    // 2016-11 and 2016-11-01 are the same month.
                    case month -> day.length() == "2016-11".length() ? day + "-01" : day;
                    case all -> "";
                });
    }
}
