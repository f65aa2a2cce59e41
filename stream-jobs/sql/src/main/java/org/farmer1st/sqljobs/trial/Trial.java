package org.farmer1st.sqljobs.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.farmer1st.flink.attached.ViewRow;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.sqljobs.catalog.SampleFaultException;
import org.farmer1st.sqljobs.catalog.SampleInput;
import org.farmer1st.sqljobs.catalog.TableInput;
import org.farmer1st.sqljobs.job.SqlJob;

/**
 * Tries a job in this process: Flink's small cluster, one task at a time, no checkpoints, and its rows to {@code out} instead
 * of a view.
 *
 * @param name the job's
 * @param sql its file
 */
record Trial(String name, String sql, PrintStream out) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Prints what the job says of itself, as one line of JSON: {@code {"view":…,"topics":[…],"meaning":"…"}}. */
    void describe(TableInput input) throws JsonProcessingException {
        SqlJob job = define(environment(), input, ignored -> {});
        ObjectNode description = JSON.createObjectNode();
        description.set("view", JSON.readTree(job.view().toJson()));
        new TreeSet<>(job.topicsRead()).forEach(description.putArray("topics")::add);
        description.put("meaning", job.meaning());
        out.println(description);
    }

    /**
     * Prints each change of the view as it comes, {@code +} with the row that is there now or {@code -} with the key of one
     * that is gone, until the input ends or so many were printed.
     *
     * @param limit 0 for no limit
     */
    void run(TableInput input, long limit) throws Exception {
        StreamExecutionEnvironment environment = environment();
        AtomicLong printed = new AtomicLong();
        CountDownLatch enough = new CountDownLatch(1);
        ViewRows[] rows = new ViewRows[1];
        SqlJob job = define(environment, input, row -> {
            long number = printed.incrementAndGet();
            if (limit == 0 || number <= limit) {
                out.println(row.deleted() ? "- " + rows[0].keyLine(row.values()) : "+ " + rows[0].line(row.values()));
            }
            if (number == limit) {
                enough.countDown();
            }
        });
        rows[0] = new ViewRows(job.view());
        JobClient running = environment.executeAsync(name);
        running.getJobExecutionResult().whenComplete((result, problem) -> enough.countDown());
        enough.await();
        if (limit > 0 && printed.get() >= limit) {
            if (running.getJobStatus().get() == JobStatus.RUNNING) {
                running.cancel();
            }
        } else {
            running.getJobExecutionResult().get();
        }
    }

    /**
     * Runs the job on a sample and compares what it leaves with {@code expected.jsonl}.
     *
     * @return whether they are the same; what isn't was printed
     */
    boolean test(Path sample) throws Exception {
        StreamExecutionEnvironment environment = environment();
        Map<List<Object>, Object[]> found = new LinkedHashMap<>();
        ViewRows[] rows = new ViewRows[1];
        SqlJob job = define(environment, new SampleInput(sample), row -> {
            List<Object> key = rows[0].key(row.values());
            if (row.deleted()) {
                found.remove(key);
            } else {
                found.put(key, row.values());
            }
        });
        rows[0] = new ViewRows(job.view());
        Path file = sample.resolve("expected.jsonl");
        Map<List<Object>, Object[]> expected = expected(file, rows[0]);
        environment.execute(name);
        List<String> differences = differences(job, rows[0], expected, found);
        differences.forEach(out::println);
        out.println(
                differences.isEmpty()
                        ? name + ": " + found.size() + " rows, as expected."
                        : name + ": " + (differences.size() == 1 ? "1 row is" : differences.size() + " rows are")
                                + " not as expected. What is expected is in " + file
                                + "; the rows that go in are in the files beside it.");
        return differences.isEmpty();
    }

    private static Map<List<Object>, Object[]> expected(Path file, ViewRows rows) throws IOException {
        Map<List<Object>, Object[]> expected = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    Object[] row = rows.row(JSON.readTree(lines.get(i)));
                    if (expected.put(rows.key(row), row) != null) {
                        throw new SampleFaultException(file, i + 1, "a line before this one has the same key");
                    }
                } catch (JsonProcessingException e) {
                    throw new SampleFaultException(file, i + 1, "this is no JSON: " + e.getOriginalMessage());
                } catch (IllegalArgumentException e) {
                    throw new SampleFaultException(file, i + 1, e.getMessage());
                }
            }
        }
        return expected;
    }

    private static List<String> differences(
            SqlJob job, ViewRows rows, Map<List<Object>, Object[]> expected, Map<List<Object>, Object[]> found) {
        List<String> differences = new ArrayList<>();
        expected.forEach((key, row) -> {
            Object[] is = found.get(key);
            if (is == null) {
                differences.add("missing:    " + rows.line(row));
            } else {
                List<String> columns = new ArrayList<>();
                for (int i = 0; i < row.length; i++) {
                    if (!ViewRows.same(row[i], is[i])) {
                        columns.add(job.view().columns().get(i).name() + " is " + is[i] + ", not " + row[i]);
                    }
                }
                if (!columns.isEmpty()) {
                    differences.add("different:  " + rows.keyLine(row) + ": " + String.join("; ", columns));
                }
            }
        });
        found.forEach((key, row) -> {
            if (!expected.containsKey(key)) {
                differences.add("unexpected: " + rows.line(row));
            }
        });
        return differences;
    }

    private SqlJob define(StreamExecutionEnvironment environment, TableInput input, Consumer<ViewRow> observer) {
        return SqlJob.define(environment, name, sql, input, (rows, view) -> rows.sinkTo(Observer.ofRows(observer))
                .name("rows")
                .setParallelism(1));
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        JobEnvironment.prepare(environment);
        return environment;
    }
}
