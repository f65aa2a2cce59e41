package org.farmer1st.benchmarks.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.farmer1st.benchmarks.ingest.Workload.Kind;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.Spread;
import org.farmer1st.benchmarks.report.Aim;
import org.farmer1st.benchmarks.report.Table;

/**
 * What a run of {@code bench ingest} came to: every measurement, and what they say together.
 *
 * @param benchmark {@code ingest}
 * @param startedAt in ISO 8601
 * @param finishedAt in ISO 8601
 * @param versions of the libraries that matter
 * @param settings as they were given, times in seconds
 * @param recordBytes mean size of a record's key and value in the log of record, by size of response
 * @param otherProcessors that others on the machine kept busy, over all measurements; null where the system doesn't tell
 * @param rows one for each workload and subject
 * @param ratios between subjects of a workload, taken round by round
 * @param aims and whether they were met
 * @param measurements all of them, in the order in which they were made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IngestReport(
        String benchmark,
        String startedAt,
        String finishedAt,
        MachineFacts machine,
        Map<String, String> versions,
        Map<String, Object> settings,
        Map<String, Map<Integer, Long>> recordBytes,
        Spread otherProcessors,
        List<Row> rows,
        List<Ratio> ratios,
        List<Aim> aims,
        List<Measurement> measurements) {

    static final int BYTES_A_KILOBYTE = 1024;
    static final double CPU_AIM = 1.5;
    static final double CPU_PRIDE = 1.25;
    static final double BATCH_AIM = 0.6;
    static final double LATENCY_AIM_MILLIS = 10;

    /** What stands beside a subject, in the order of the report. */
    private static final List<String> BESIDE = List.of("kafka", "redis", "load");

    /**
     * One subject under one workload.
     *
     * @param processorMicros an operation; null where unknown
     * @param beside likewise, of what stood beside the subject, by name
     * @param p50 of requests, in milliseconds; null where there are none
     * @param p99 likewise
     * @param offered requests a second in an open loop, the same in each round; null in others
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            Workload workload,
            String subject,
            int rounds,
            Spread perSecond,
            Spread processorMicros,
            Map<String, Spread> beside,
            Double offered,
            Spread p50,
            Spread p99,
            Spread p999) {}

    /**
     * How two subjects compare.
     *
     * @param measure {@code processorMicros} or {@code perSecond}
     * @param of the subject above the line
     * @param to the subject below it
     */
    record Ratio(Workload workload, String measure, String of, String to, Spread ratio) {}

    /** @param measurements in the order in which they were made */
    static IngestReport of(
            String startedAt,
            String finishedAt,
            MachineFacts machine,
            Map<String, String> versions,
            Map<String, Object> settings,
            Map<String, Map<Integer, Long>> recordBytes,
            List<Measurement> measurements) {
        Map<Workload, Map<String, List<Measurement>>> grouped = measurements.stream()
                .collect(Collectors.groupingBy(
                        Measurement::workload,
                        LinkedHashMap::new,
                        Collectors.groupingBy(Measurement::subject, LinkedHashMap::new, Collectors.toList())));
        List<Row> rows = new ArrayList<>();
        List<Ratio> ratios = new ArrayList<>();
        grouped.forEach((workload, subjects) -> {
            subjects.forEach((subject, rounds) -> rows.add(row(workload, subject, rounds)));
            ratios.addAll(ratios(workload, subjects));
        });
        List<Double> others = values(measurements, Measurement::otherProcessors);
        return new IngestReport(
                "ingest",
                startedAt,
                finishedAt,
                machine,
                versions,
                settings,
                recordBytes,
                others.isEmpty() ? null : Spread.of(others),
                rows,
                ratios,
                aims(rows, ratios),
                measurements);
    }

    private static Row row(Workload workload, String subject, List<Measurement> rounds) {
        return new Row(
                workload,
                subject,
                rounds.size(),
                spread(rounds, Measurement::perSecond),
                spread(rounds, Measurement::processorMicros),
                beside(rounds),
                rounds.get(0).offered(),
                spread(
                        rounds,
                        round ->
                                round.latency() == null ? null : round.latency().p50()),
                spread(
                        rounds,
                        round ->
                                round.latency() == null ? null : round.latency().p99()),
                spread(
                        rounds,
                        round ->
                                round.latency() == null ? null : round.latency().p999()));
    }

    private static Map<String, Spread> beside(List<Measurement> rounds) {
        Map<String, Spread> beside = new LinkedHashMap<>();
        for (String name : BESIDE) {
            Spread micros = spread(
                    rounds,
                    round -> round.beside() == null ? null : round.beside().get(name));
            if (micros != null) {
                beside.put(name, micros);
            }
        }
        return beside;
    }

    private static List<Ratio> ratios(Workload workload, Map<String, List<Measurement>> subjects) {
        List<Ratio> ratios = new ArrayList<>();
        for (String of : List.of(Subject.INGEST, Subject.INGEST_PERSONAL)) {
            for (String to : List.of(Subject.LEAST, Subject.BARE, Subject.LOOP, Subject.PEER)) {
                if (workload.kind() != Kind.LATENCY && subjects.containsKey(of) && subjects.containsKey(to)) {
                    List<Measurement> above = subjects.get(of);
                    List<Measurement> below = subjects.get(to);
                    ratio(workload, "processorMicros", Measurement::processorMicros, above, below)
                            .ifPresent(ratios::add);
                    ratio(workload, "perSecond", Measurement::perSecond, above, below)
                            .ifPresent(ratios::add);
                }
            }
        }
        return ratios;
    }

    private static java.util.Optional<Ratio> ratio(
            Workload workload,
            String measure,
            Function<Measurement, Double> value,
            List<Measurement> above,
            List<Measurement> below) {
        List<Double> of = values(above, value);
        List<Double> to = values(below, value);
        return of.isEmpty() || of.size() != to.size()
                ? java.util.Optional.empty()
                : java.util.Optional.of(new Ratio(
                        workload, measure, above.get(0).subject(), below.get(0).subject(), Spread.ofRatios(of, to)));
    }

    private static List<Aim> aims(List<Row> rows, List<Ratio> ratios) {
        List<Aim> aims = new ArrayList<>();
        for (Ratio ratio : ratios) {
            Workload workload = ratio.workload();
            if (!ratio.of().equals(Subject.INGEST)) {
                continue;
            }
            if (workload.kind() == Kind.SINGLE
                    && ratio.to().equals(Subject.LEAST)
                    && ratio.measure().equals("processorMicros")) {
                aims.add(Aim.atMost(
                        "CPU of a single request of " + kilobytes(workload) + " on " + workload.connections()
                                + " connections, to the least handler's (" + number(CPU_PRIDE)
                                + " would be something to be proud of)",
                        CPU_AIM,
                        ratio.ratio().median()));
            } else if (workload.kind() == Kind.BATCH
                    && ratio.to().equals(Subject.LOOP)
                    && ratio.measure().equals("perSecond")) {
                aims.add(Aim.atLeast(
                        "records/s of batches of " + kilobytes(workload) + ", to those of the loop that parses and"
                                + " produces",
                        BATCH_AIM,
                        ratio.ratio().median()));
            }
        }
        for (Row row : rows) {
            if (row.workload().kind() == Kind.LATENCY && row.subject().equals(Subject.INGEST)) {
                aims.add(Aim.atMost(
                        "p99 of single requests of " + kilobytes(row.workload()) + " at 70 % of what it can do, in ms",
                        LATENCY_AIM_MILLIS,
                        row.p99().median()));
            }
        }
        return aims;
    }

    private static Spread spread(List<Measurement> rounds, Function<Measurement, Double> value) {
        List<Double> values = values(rounds, value);
        return values.isEmpty() ? null : Spread.of(values);
    }

    private static List<Double> values(List<Measurement> rounds, Function<Measurement, Double> value) {
        return rounds.stream().map(value).filter(Objects::nonNull).toList();
    }

    /** What a person reads. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append('\n').append(machineText()).append('\n');
        section(text, Kind.SINGLE, "Single requests, as fast as they are answered");
        section(text, Kind.BATCH, "Batches of " + settings.get("batchItems") + ", as fast as they are answered");
        section(text, Kind.PRODUCER, "Kafka's own producer performance tool, with ingest's record size and settings");
        section(text, Kind.LATENCY, "Single requests at 70 % of what was measured above, each sent on time");
        ratioText(text);
        aimText(text);
        return text.toString();
    }

    private String machineText() {
        return machine.cores() + " cores (" + machine.processor() + "), " + (machine.memoryBytes() >> 30)
                + " GB, " + machine.system() + ", " + machine.java() + "\n" + "commit " + machine.commit() + ", "
                + versions.entrySet().stream()
                        .map(version -> version.getKey() + ' ' + version.getValue())
                        .collect(Collectors.joining(", "))
                + "\n" + settings.get("rounds") + " rounds of " + settings.get("seconds") + " s after a warm-up of "
                + settings.get("warmUpResponses") + " responses; median, and least to most of the rounds.\n"
                + "The load, Kafka and Redis were on the same machine; load average before: "
                + number(machine.loadAverage())
                + (otherProcessors == null
                        ? ""
                        : "; others kept " + number(otherProcessors.median()) + " processors busy ("
                                + range(otherProcessors) + ")")
                + ".\nEvery count agrees with the topics' end offsets.\n";
    }

    private void section(StringBuilder text, Kind kind, String title) {
        List<Row> chosen =
                rows.stream().filter(row -> row.workload().kind() == kind).toList();
        if (chosen.isEmpty()) {
            return;
        }
        boolean open = kind == Kind.LATENCY;
        Table table = open
                ? new Table(
                        "",
                        "size",
                        "connections",
                        "sent/s",
                        "p50 ms",
                        "p99 ms",
                        "",
                        "p99.9 ms",
                        "CPU µs each",
                        "Kafka",
                        "Redis",
                        "load")
                : new Table("", "size", "connections", "responses/s", "", "CPU µs each", "", "Kafka", "Redis", "load");
        for (Row row : chosen) {
            String size = kilobytes(row.workload());
            String connections = row.workload().connections() == 0
                    ? "-"
                    : Integer.toString(row.workload().connections());
            if (open) {
                table.row(
                        row.subject(),
                        size,
                        connections,
                        number(row.offered()),
                        median(row.p50()),
                        median(row.p99()),
                        range(row.p99()),
                        median(row.p999()),
                        median(row.processorMicros()),
                        median(row.beside().get("kafka")),
                        median(row.beside().get("redis")),
                        median(row.beside().get("load")));
            } else {
                table.row(
                        row.subject(),
                        size,
                        connections,
                        median(row.perSecond()),
                        range(row.perSecond()),
                        median(row.processorMicros()),
                        range(row.processorMicros()),
                        median(row.beside().get("kafka")),
                        median(row.beside().get("redis")),
                        median(row.beside().get("load")));
            }
        }
        text.append(title).append('\n').append(table.text()).append('\n');
    }

    private void ratioText(StringBuilder text) {
        if (ratios.isEmpty()) {
            return;
        }
        Table table = new Table("", "size", "connections", "CPU each", "", "per second", "");
        Map<String, Map<String, Ratio>> lines = new LinkedHashMap<>();
        for (Ratio ratio : ratios) {
            String line = ratio.workload().kind() + ratio.of() + ratio.to() + ratio.workload();
            lines.computeIfAbsent(line, key -> new LinkedHashMap<>()).put(ratio.measure(), ratio);
        }
        lines.values().forEach(line -> {
            Ratio any = line.values().iterator().next();
            Spread processor = line.containsKey("processorMicros")
                    ? line.get("processorMicros").ratio()
                    : null;
            Spread perSecond = line.get("perSecond").ratio();
            table.row(
                    (any.workload().kind() == Kind.BATCH ? "batch: " : "single: ") + any.of() + " / " + any.to(),
                    kilobytes(any.workload()),
                    Integer.toString(any.workload().connections()),
                    median(processor),
                    range(processor),
                    median(perSecond),
                    range(perSecond));
        });
        text.append("Ratios, taken round by round\n").append(table.text()).append('\n');
    }

    private void aimText(StringBuilder text) {
        for (Aim aim : aims) {
            text.append(aim.met() ? "met      " : "not met  ")
                    .append(aim.what())
                    .append(": ")
                    .append(number(aim.measured()))
                    .append(aim.atMost() ? ", aim at most " : ", aim at least ")
                    .append(number(aim.target()))
                    .append('\n');
        }
    }

    static String kilobytes(Workload workload) {
        return workload.bytes() / BYTES_A_KILOBYTE + " KB";
    }

    private static String median(Spread spread) {
        return spread == null ? "-" : number(spread.median());
    }

    private static String range(Spread spread) {
        return spread == null ? "" : number(spread.least()) + "–" + number(spread.most());
    }

    /** Three digits that matter. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** The median of what a subject did under a workload, a second; empty where it wasn't measured. */
    static OptionalDouble medianPerSecond(List<Measurement> measurements, Workload workload, String subject) {
        List<Double> values = measurements.stream()
                .filter(m -> m.workload().equals(workload) && m.subject().equals(subject))
                .map(Measurement::perSecond)
                .toList();
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Spread.of(values).median());
    }
}
