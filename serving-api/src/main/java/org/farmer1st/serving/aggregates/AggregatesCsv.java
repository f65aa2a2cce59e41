package org.farmer1st.serving.aggregates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.farmer1st.serving.http.CsvText;

/**
 * An answer as RFC 4180 CSV: a line a cell, the columns the dimensions, {@code bucket,responses,farmers}, then
 * {@code answered,skipped} and {@code count.VALUE} for each value, or the statistics.
 */
final class AggregatesCsv {

    private static final List<String> STATISTICS =
            List.of("count", "sum", "min", "max", "mean", "stddev", "p50", "p90");

    private AggregatesCsv() {}

    static String write(AggregateAnswer answer) {
        List<AggregateCell> cells = answer.content().cells();
        boolean question = answer.query().question().isPresent();
        boolean numbers = cells.stream().anyMatch(cell -> cell.stats() != null);
        SortedSet<String> values = new TreeSet<>();
        cells.stream()
                .filter(cell -> cell.counts() != null)
                .forEach(cell -> values.addAll(cell.counts().keySet()));

        List<String> header = new ArrayList<>(answer.query().groupBy());
        header.addAll(List.of("bucket", "responses", "farmers"));
        if (question) {
            header.addAll(List.of("answered", "skipped"));
            values.forEach(value -> header.add("count." + value));
            if (numbers) {
                header.addAll(STATISTICS);
            }
        }
        CsvText csv = new CsvText();
        csv.line(header);
        for (AggregateCell cell : cells) {
            List<String> fields = new ArrayList<>();
            for (String value : cell.group().values()) {
                fields.add(value == null ? "" : value);
            }
            fields.add(cell.bucket());
            fields.add(Long.toString(cell.responses()));
            fields.add(Long.toString(cell.farmers()));
            if (question) {
                fields.add(cell.answered().toString());
                fields.add(cell.skipped().toString());
                Map<String, Long> counts = cell.counts() == null ? Map.of() : cell.counts();
                values.forEach(value -> fields.add(Long.toString(counts.getOrDefault(value, 0L))));
                if (numbers) {
                    statistics(fields, cell.stats());
                }
            }
            csv.line(fields);
        }
        return csv.toString();
    }

    private static void statistics(List<String> fields, NumberStatistics stats) {
        if (stats == null) {
            STATISTICS.forEach(name -> fields.add(""));
            return;
        }
        fields.add(Long.toString(stats.count()));
        fields.add(PlainNumber.text(stats.sum()));
        fields.add(PlainNumber.text(stats.min()));
        fields.add(PlainNumber.text(stats.max()));
        fields.add(PlainNumber.text(stats.mean()));
        fields.add(PlainNumber.text(stats.stddev()));
        fields.add(PlainNumber.text(stats.p50()));
        fields.add(PlainNumber.text(stats.p90()));
    }
}
