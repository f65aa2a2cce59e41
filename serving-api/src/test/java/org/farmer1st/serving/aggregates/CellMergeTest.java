package org.farmer1st.serving.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.serving.aggregates.Rows.farmers;
import static org.farmer1st.serving.aggregates.Rows.number;
import static org.farmer1st.serving.aggregates.Rows.row;
import static org.farmer1st.serving.aggregates.Rows.select;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CellMergeTest {

    private static final LocalDate EPOCH = LocalDate.EPOCH;

    @Test
    void countsAreAddedAndFarmersAreUnitedPerLane() {
        CellMerge merge = new CellMerge(query(Optional.of("q"), List.of(), Map.of(), Bucket.ALL, "2026-01-05", null));
        merge.add(0, day(5), "", row(2, farmers(1, 2), Map.of("q", select(2, 0, Map.of("a", 1L, "b", 1L)))));
        merge.add(0, day(6), "", row(2, farmers(2, 3), Map.of("q", select(1, 1, Map.of("a", 1L)))));
        merge.add(1, day(6), "", row(1, farmers(1), Map.of("q", select(1, 0, Map.of("a", 1L)))));

        AggregateAnswer.Content content = content(merge, 1, false);

        assertThat(content.suppressed()).isZero();
        assertThat(content.cells())
                .containsExactly(new AggregateCell(
                        Map.of(), "all", 5, 4, 4L, 1L, new TreeMap<>(Map.of("a", 3L, "b", 1L)), null));
    }

    @Test
    void withoutAQuestionOnlyResponsesAndFarmersAreTold() {
        CellMerge merge = new CellMerge(query(Optional.empty(), List.of(), Map.of(), Bucket.ALL, null, null));
        merge.add(3, EPOCH, "", row(2, farmers(7), Map.of("q", select(2, 0, Map.of("a", 2L)))));
        assertThat(content(merge, 1, false).cells())
                .containsExactly(new AggregateCell(Map.of(), "all", 2, 1, null, null, null, null));
    }

    @Test
    void aQuestionThatARowDoesNotHaveCountsNothing() {
        CellMerge merge = new CellMerge(query(Optional.of("new"), List.of(), Map.of(), Bucket.ALL, null, null));
        merge.add(3, EPOCH, "", row(2, farmers(7), Map.of()));
        assertThat(content(merge, 1, true).cells())
                .containsExactly(new AggregateCell(
                        Map.of(),
                        "all",
                        2,
                        1,
                        0L,
                        0L,
                        null,
                        new NumberStatistics(0, 0.0, null, null, null, null, null, null, false)));
    }

    @Test
    void emptyCellsAreLeftOutAndSoIsWhatMayNotBeShown() {
        CellMerge merge = new CellMerge(query(Optional.empty(), List.of("A"), Map.of(), Bucket.ALL, null, null));
        merge.add(0, EPOCH, "empty", row(0, farmers(), Map.of()));
        merge.add(0, EPOCH, "many", row(3, farmers(1, 2), Map.of()));
        merge.add(0, EPOCH, "few", row(5, farmers(1, 2), Map.of()));

        AggregateAnswer.Content content = merge.content((bucket, group) -> !group.equals(List.of("few")), 7, 3, false);

        assertThat(content.suppressed()).isEqualTo(7);
        assertThat(content.cells()).extracting(cell -> cell.group().get("A")).containsExactly("many");
    }

    @Test
    void minAndMaxAreShownOfUnprotectedSurveysOnly() {
        for (int minGroupSize : List.of(1, 2)) {
            CellMerge merge = new CellMerge(query(Optional.of("n"), List.of(), Map.of(), Bucket.ALL, null, null));
            merge.add(
                    0,
                    EPOCH,
                    "",
                    row(2, farmers(1, 2), Map.of("n", number(0, NumberMergeTest.cell(List.of(1.0, 3.0))))));
            NumberStatistics stats =
                    content(merge, minGroupSize, true).cells().get(0).stats();
            assertThat(stats.min()).isEqualTo(minGroupSize == 1 ? 1.0 : null);
            assertThat(stats.max()).isEqualTo(minGroupSize == 1 ? 3.0 : null);
        }
    }

    @Test
    void cellsAreOrderedByBucketThenGroupWithNumbersAsNumbersAndUnansweredLast() {
        CellMerge merge = new CellMerge(query(Optional.empty(), List.of("B", "A"), Map.of(), Bucket.DAY, null, null));
        // Rows have their dimensions in the order of the names: A, then B.
        for (String values : List.of("x\u001f10", "x\u001f9", "\u001f9", "x\u001f")) {
            merge.add(0, day(2), values, row(1, farmers(1), Map.of()));
        }
        merge.add(0, day(1), "z\u001f99", row(1, farmers(1), Map.of()));
        assertThat(content(merge, 1, false).cells())
                .extracting(cell -> cell.bucket() + " " + cell.group().values())
                .containsExactly(
                        "2026-01-01 [99, z]",
                        "2026-01-02 [9, x]",
                        "2026-01-02 [9, null]",
                        "2026-01-02 [10, x]",
                        "2026-01-02 [null, x]");
    }

    @Test
    void daysBecomeMonths() {
        CellMerge merge = new CellMerge(query(Optional.empty(), List.of(), Map.of(), Bucket.MONTH, "2026-01-02", null));
        merge.add(0, LocalDate.parse("2026-01-31"), "", row(1, farmers(1), Map.of()));
        merge.add(0, LocalDate.parse("2026-02-01"), "", row(1, farmers(1), Map.of()));
        merge.add(0, LocalDate.parse("2026-02-02"), "", row(1, farmers(1), Map.of()));
        assertThat(content(merge, 1, false).cells())
                .extracting(cell -> cell.bucket() + " " + cell.responses() + " " + cell.farmers())
                .containsExactly("2026-01 1 1", "2026-02 2 1");
    }

    @Test
    void theFewestRowsAreRead() {
        assertThat(rows(Bucket.ALL, null, null)).containsExactly("ALL null null");
        assertThat(rows(Bucket.MONTH, null, null)).containsExactly("MONTH null null");
        assertThat(rows(Bucket.DAY, "2026-01-01", null)).containsExactly("DAY 2026-01-01 null");
        assertThat(rows(Bucket.ALL, "2026-01-01", null)).containsExactly("MONTH 2026-01-01 null");
        assertThat(rows(Bucket.ALL, "2026-01-01", "2026-02-28")).containsExactly("MONTH 2026-01-01 2026-02-28");
        assertThat(rows(Bucket.ALL, "2026-01-31", "2026-04-01"))
                .containsExactly(
                        "DAY 2026-01-31 2026-01-31", "MONTH 2026-02-01 2026-03-31", "DAY 2026-04-01 2026-04-01");
        assertThat(rows(Bucket.MONTH, "2026-01-02", "2026-02-28"))
                .containsExactly("DAY 2026-01-02 2026-01-31", "MONTH 2026-02-01 2026-02-28");
        assertThat(rows(Bucket.ALL, "2026-01-02", "2026-02-01"))
                .containsExactly("DAY 2026-01-02 2026-01-31", "DAY 2026-02-01 2026-02-01");
        assertThat(rows(Bucket.ALL, "2026-01-02", "2026-01-31")).containsExactly("DAY 2026-01-02 2026-01-31");
        assertThat(rows(Bucket.ALL, "2026-01-02", "2026-01-05")).containsExactly("DAY 2026-01-02 2026-01-05");
        assertThat(rows(Bucket.ALL, "2026-01-01", "2026-01-05")).containsExactly("DAY 2026-01-01 2026-01-05");
        assertThat(rows(Bucket.MONTH, null, "2024-02-28"))
                .containsExactly("MONTH null 2024-01-31", "DAY 2024-02-01 2024-02-28");
    }

    /** Whatever the range, each of its days is in exactly one of the rows that are read. */
    @Test
    void rangesCoverEachDayOnce() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            LocalDate from = LocalDate.of(2024, 1, 1).plusDays(random.nextInt(120));
            LocalDate to = from.plusDays(random.nextInt(120));
            List<AggregateQuery.Range> ranges = query(
                            Optional.empty(), List.of(), Map.of(), Bucket.ALL, from.toString(), to.toString())
                    .rows();
            for (LocalDate day = from.minusDays(40); !day.isAfter(to.plusDays(40)); day = day.plusDays(1)) {
                LocalDate month = day.withDayOfMonth(1);
                LocalDate today = day;
                long covering = ranges.stream()
                        .filter(range -> {
                            LocalDate row = range.kind() == Bucket.MONTH ? month : today;
                            return !row.isBefore(range.from()) && !row.isAfter(range.to());
                        })
                        .count();
                boolean asked = !day.isBefore(from) && !day.isAfter(to);
                assertThat(covering).as(from + " to " + to + ": " + day).isEqualTo(asked ? 1 : 0);
            }
        }
    }

    /** Random responses of farmers in lanes, counted into rows, merged, and compared with a count of the responses. */
    @Test
    void mergedRowsEqualACountOfTheResponses() {
        record Response(int lane, int farmer, LocalDate day, String village) {}
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            Set<Response> responses = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                responses.add(new Response(
                        random.nextInt(4), random.nextInt(10), day(1 + random.nextInt(28)), "v" + random.nextInt(3)));
            }
            CellMerge merge = new CellMerge(
                    query(Optional.empty(), List.of("village"), Map.of(), Bucket.ALL, "2026-01-01", "2026-01-28"));
            record Key(int lane, LocalDate day, String village) {}
            responses.stream()
                    .collect(Collectors.groupingBy(r -> new Key(r.lane(), r.day(), r.village())))
                    .forEach((key, group) -> merge.add(
                            key.lane(),
                            key.day(),
                            key.village(),
                            row(
                                    group.size(),
                                    farmers(group.stream()
                                            .mapToInt(Response::farmer)
                                            .toArray()),
                                    Map.of())));

            Map<String, List<Long>> expected = new HashMap<>();
            responses.stream().collect(Collectors.groupingBy(Response::village)).forEach((village, group) -> {
                long farmers = group.stream()
                        .map(r -> r.lane() + "/" + r.farmer())
                        .distinct()
                        .count();
                expected.put(village, List.of((long) group.size(), farmers));
            });
            Map<String, List<Long>> merged = new HashMap<>();
            content(merge, 1, false)
                    .cells()
                    .forEach(
                            cell -> merged.put(cell.group().get("village"), List.of(cell.responses(), cell.farmers())));
            assertThat(merged).as("seed " + seed + " round " + round).isEqualTo(expected);
        }
    }

    private static AggregateAnswer.Content content(CellMerge merge, int minGroupSize, boolean isNumber) {
        return merge.content((bucket, group) -> true, 0, minGroupSize, isNumber);
    }

    private static List<String> rows(Bucket bucket, String from, String to) {
        return query(Optional.empty(), List.of(), Map.of(), bucket, from, to).rows().stream()
                .map(range -> range.kind() + " " + range.from() + " " + range.to())
                .toList();
    }

    private static LocalDate day(int day) {
        return LocalDate.of(2026, 1, day);
    }

    private static AggregateQuery query(
            Optional<String> question,
            List<String> groupBy,
            Map<String, String> filters,
            Bucket bucket,
            String from,
            String to) {
        return new AggregateQuery(
                "demo",
                "survey",
                question,
                groupBy,
                new TreeMap<>(filters),
                bucket,
                from == null ? null : LocalDate.parse(from),
                to == null ? null : LocalDate.parse(to));
    }
}
