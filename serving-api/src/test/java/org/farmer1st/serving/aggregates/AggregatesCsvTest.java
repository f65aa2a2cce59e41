package org.farmer1st.serving.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.farmer1st.serving.progress.ViewProgress;
import org.junit.jupiter.api.Test;

class AggregatesCsvTest {

    @Test
    void countsBecomeColumns() {
        assertThat(AggregatesCsv.write(answer(
                        Optional.of("q"),
                        cell("God", 3L, Map.of("a", 2L, "b, or \"c\"", 1L), null),
                        cell(null, 1L, Map.of("a", 1L), null))))
                .isEqualTo("village,bucket,responses,farmers,answered,skipped,count.a,\"count.b, or \"\"c\"\"\"\r\n"
                        + "God,all,3,2,3,0,2,1\r\n"
                        + ",all,3,2,1,0,1,0\r\n");
    }

    @Test
    void statisticsBecomeColumnsAndWholeNumbersStayWhole() {
        NumberStatistics stats = new NumberStatistics(2, 3.0, null, null, 1.5, 0.7071067811865476, 1.0, 2.0, false);
        assertThat(AggregatesCsv.write(answer(Optional.of("n"), cell("God", 2L, null, stats))))
                .isEqualTo("village,bucket,responses,farmers,answered,skipped,count,sum,min,max,mean,stddev,p50,p90\r\n"
                        + "God,all,3,2,2,0,2,3,,,1.5,0.7071067811865476,1,2\r\n");
    }

    @Test
    void aSpreadsheetIsNotGivenFormulas() {
        assertThat(AggregatesCsv.write(
                        answer(Optional.empty(), cell("=1+1", null, null, null), cell("-5", null, null, null))))
                .isEqualTo("village,bucket,responses,farmers\r\n'=1+1,all,3,2\r\n-5,all,3,2\r\n");
    }

    private static AggregateCell cell(String village, Long answered, Map<String, Long> counts, NumberStatistics stats) {
        Map<String, String> group = new LinkedHashMap<>();
        group.put("village", village);
        return new AggregateCell(
                group,
                "all",
                3,
                2,
                answered,
                answered == null ? null : 0L,
                counts == null ? null : new TreeMap<>(counts),
                stats);
    }

    private static AggregateAnswer answer(Optional<String> question, AggregateCell... cells) {
        return new AggregateAnswer(
                new AggregateQuery(
                        "demo", "safi", question, List.of("village"), new TreeMap<>(), Bucket.ALL, null, null),
                new AggregateAnswer.Content(List.of(cells), 0, false),
                ViewProgress.NONE);
    }
}
