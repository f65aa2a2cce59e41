package org.farmer1st.benchmarks.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.Spread;
import org.farmer1st.benchmarks.report.Aim;
import org.farmer1st.benchmarks.report.Figures;
import org.farmer1st.benchmarks.report.Table;
import org.farmer1st.runtime.http.Json;

/**
 * What a run of a job's benchmark came to: every measurement, and what they say together.
 *
 * @param benchmark its name
 * @param startedAt in ISO 8601
 * @param finishedAt in ISO 8601
 * @param versions of the libraries that matter
 * @param settings as they were given, times in seconds
 * @param recordBytes mean size of an input record's key and value; 0 where nobody counted
 * @param otherProcessors that others on the machine kept busy, over all measurements; null where the system doesn't tell
 * @param rows one for each workload and subject
 * @param ratios between subjects of a workload, taken round by round
 * @param growth by size of the state
 * @param aims and whether they were met
 * @param measurements all of them, in the order in which they were made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobReport(
        String benchmark,
        String startedAt,
        String finishedAt,
        MachineFacts machine,
        Map<String, String> versions,
        Map<String, Object> settings,
        long recordBytes,
        Spread otherProcessors,
        List<Row> rows,
        List<Ratio> ratios,
        List<StateGrowth> growth,
        List<Aim> aims,
        List<JobMeasurement> measurements) {

    static final String PER_CORE = "perCore";
    static final String PER_SECOND = "perSecond";

    private static final double BYTES_A_MEGABYTE = 1e6;

    /**
     * One subject under one workload.
     *
     * @param perCore records in a second of processor time; null where that isn't ours
     * @param p50 of the delay, in milliseconds; null where none was measured
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String workload,
            String subject,
            int rounds,
            Spread perSecond,
            Spread processorMicros,
            Spread perCore,
            Double offered,
            Spread p50,
            Spread p99,
            Spread p999) {}

    /**
     * How two subjects compare.
     *
     * @param measure {@code perCore} or {@code perSecond}
     * @param of the subject above the line
     * @param to the subject below it
     * @param ratio null where a figure is missing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ratio(String workload, String measure, String of, String to, Spread ratio) {}

    static List<Row> rows(List<JobMeasurement> measurements) {
        return measurements.stream()
                .collect(Collectors.groupingBy(
                        measurement -> List.of(measurement.workload(), measurement.subject()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .stream()
                .map(JobReport::row)
                .toList();
    }

    private static Row row(List<JobMeasurement> rounds) {
        JobMeasurement first = rounds.get(0);
        return new Row(
                first.workload(),
                first.subject(),
                rounds.size(),
                spread(rounds, JobMeasurement::perSecond),
                spread(rounds, JobMeasurement::processorMicros),
                spread(rounds, JobMeasurement::perCore),
                first.offered(),
                spread(rounds, r -> r.delay() == null ? null : r.delay().p50()),
                spread(rounds, r -> r.delay() == null ? null : r.delay().p99()),
                spread(rounds, r -> r.delay() == null ? null : r.delay().p999()));
    }

    private static Spread spread(List<JobMeasurement> rounds, Function<JobMeasurement, Double> value) {
        List<Double> values =
                rounds.stream().map(value).filter(Objects::nonNull).toList();
        return values.isEmpty() ? null : Spread.of(values);
    }

    static Spread otherProcessors(List<JobMeasurement> measurements) {
        return spread(measurements, JobMeasurement::otherProcessors);
    }

    /** Both ratios of two subjects under a workload; none where they were not both measured. */
    static List<Ratio> ratios(List<JobMeasurement> measurements, String workload, String of, String to) {
        List<JobMeasurement> above = rounds(measurements, workload, of);
        List<JobMeasurement> below = rounds(measurements, workload, to);
        if (above.isEmpty() || above.size() != below.size()) {
            return List.of();
        }
        return List.of(
                new Ratio(workload, PER_CORE, of, to, ofRatios(above, below, JobMeasurement::perCore)),
                new Ratio(workload, PER_SECOND, of, to, ofRatios(above, below, JobMeasurement::perSecond)));
    }

    private static List<JobMeasurement> rounds(List<JobMeasurement> measurements, String workload, String subject) {
        return measurements.stream()
                .filter(m -> m.workload().equals(workload) && m.subject().equals(subject))
                .toList();
    }

    /** Null where a figure is missing. */
    private static Spread ofRatios(
            List<JobMeasurement> of, List<JobMeasurement> to, Function<JobMeasurement, Double> value) {
        if (of.stream().map(value).anyMatch(Objects::isNull)
                || to.stream().map(value).anyMatch(Objects::isNull)) {
            return null;
        }
        return Spread.ofRatios(
                of.stream().map(value).toList(), to.stream().map(value).toList());
    }

    /**
     * The median of a ratio; empty where it was not measured.
     *
     * @param measure {@link #PER_CORE} or {@link #PER_SECOND}
     */
    static OptionalDouble median(List<Ratio> ratios, String workload, String measure, String of, String to) {
        return ratios.stream()
                .filter(ratio -> ratio.workload().equals(workload)
                        && ratio.measure().equals(measure)
                        && ratio.of().equals(of)
                        && ratio.to().equals(to)
                        && ratio.ratio() != null)
                .mapToDouble(ratio -> ratio.ratio().median())
                .findFirst();
    }

    /**
     * Shows it to a person, and leaves all of it where that was asked for.
     *
     * @param json null for nowhere
     */
    void publish(Path json, PrintWriter out) throws IOException {
        if (json != null) {
            Files.createDirectories(json.toAbsolutePath().getParent());
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        }
        out.print(text());
        out.flush();
    }

    /** What a person reads. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append('\n').append(Figures.machine(machine, versions, otherProcessors));
        text.append("Median, and least to most of the rounds. Every count agrees.")
                .append(recordBytes == 0 ? "" : " Records have " + recordBytes + " bytes.")
                .append("\n\n");
        rows.stream()
                .collect(Collectors.groupingBy(Row::workload, LinkedHashMap::new, Collectors.toList()))
                .forEach((workload, chosen) -> section(text, workload, chosen));
        growthText(text);
        ratioText(text);
        for (Aim aim : aims) {
            text.append(aim.text()).append('\n');
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String workload, List<Row> chosen) {
        boolean open = chosen.get(0).offered() != null;
        Table table = open
                ? new Table("", "sent a second", "p50 ms", "p99 ms", "", "p99.9 ms", "CPU µs each")
                : new Table("", "records/s", "", "records/s a core", "", "CPU µs each", "");
        for (Row row : chosen) {
            if (open) {
                table.row(
                        row.subject(),
                        Figures.number(row.offered()),
                        Figures.median(row.p50()),
                        Figures.median(row.p99()),
                        Figures.range(row.p99()),
                        Figures.median(row.p999()),
                        Figures.median(row.processorMicros()));
            } else {
                table.row(
                        row.subject(),
                        Figures.median(row.perSecond()),
                        Figures.range(row.perSecond()),
                        Figures.median(row.perCore()),
                        Figures.range(row.perCore()),
                        Figures.median(row.processorMicros()),
                        Figures.range(row.processorMicros()));
            }
        }
        text.append(workload).append('\n').append(table.text()).append('\n');
    }

    private void growthText(StringBuilder text) {
        if (growth.isEmpty()) {
            return;
        }
        Table table = new Table("responses", "CPU µs each", "", "state MB", "bytes each", "back after kill -9, s");
        for (StateGrowth size : growth) {
            table.row(
                    String.format(java.util.Locale.ROOT, "%,d", size.responses()),
                    Figures.number(size.processorMicros()),
                    Figures.range(size.ofParts()),
                    Figures.number(size.stateBytes() / BYTES_A_MEGABYTE),
                    Figures.number(size.stateBytesEach()),
                    Figures.number(size.restoreSeconds()));
        }
        text.append("State, as it grows\n").append(table.text()).append('\n');
    }

    private void ratioText(StringBuilder text) {
        if (ratios.isEmpty()) {
            return;
        }
        Table table = new Table("", "a core", "", "per second", "");
        for (int i = 0; i + 1 < ratios.size(); i += 2) {
            Ratio core = ratios.get(i);
            Ratio second = ratios.get(i + 1);
            table.row(
                    core.of() + " / " + core.to(),
                    Figures.median(core.ratio()),
                    Figures.range(core.ratio()),
                    Figures.median(second.ratio()),
                    Figures.range(second.ratio()));
        }
        text.append("Ratios of records/s, taken round by round\n")
                .append(table.text())
                .append('\n');
    }
}
