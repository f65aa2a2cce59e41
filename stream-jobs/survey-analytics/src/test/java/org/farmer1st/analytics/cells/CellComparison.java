package org.farmer1st.analytics.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.farmer1st.analytics.cells.PlainCount.PlainCell;
import org.farmer1st.analytics.cells.PlainCount.PlainQuestion;
import org.farmer1st.events.NumberCell;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.schemas.NumberValues;
import org.roaringbitmap.RoaringBitmap;

/** Compares rows with the plain count: exactly where exactness is promised, within the stated error elsewhere. */
public final class CellComparison {

    private CellComparison() {}

    /** @param rows by the same keys; rows that are empty may be there beside those expected */
    public static void compare(Map<String, SurveyCell> rows, Map<String, PlainCell> expected, String name)
            throws IOException {
        assertThat(rows.keySet()).as(name).containsAll(expected.keySet());
        for (Map.Entry<String, SurveyCell> row : rows.entrySet()) {
            PlainCell plain = expected.getOrDefault(row.getKey(), new PlainCell());
            compare(row.getValue(), plain, name + ", " + row.getKey());
        }
    }

    private static void compare(SurveyCell row, PlainCell plain, String name) throws IOException {
        assertThat(row.getResponses()).as(name).isEqualTo(plain.responses);
        RoaringBitmap farmers = new RoaringBitmap();
        farmers.deserialize(row.getFarmers().duplicate());
        assertThat(farmers.getCardinality()).as(name).isEqualTo(plain.farmers.size());
        assertThat(row.getQuestions().keySet()).as(name).isEqualTo(plain.questions.keySet());
        for (Map.Entry<String, QuestionCell> entry : row.getQuestions().entrySet()) {
            QuestionCell question = entry.getValue();
            PlainQuestion expected = plain.questions.get(entry.getKey());
            String which = name + ", " + entry.getKey();
            assertThat(question.getAnswered()).as(which).isEqualTo(expected.answered);
            assertThat(question.getSkipped()).as(which).isEqualTo(expected.skipped);
            assertThat(question.getResponses()).as(which).isEqualTo(expected.responses);
            assertThat(question.getCounts()).as(which).isEqualTo(expected.counts);
            if (expected.numbers.isEmpty()) {
                assertThat(question.getNumber()).as(which).isNull();
            } else {
                compare(question.getNumber(), expected.numbers.stream().sorted().toList(), which);
            }
        }
    }

    private static void compare(NumberCell cell, List<Double> sorted, String name) {
        double sum = sorted.stream().mapToDouble(Double::doubleValue).sum();
        double squares = sorted.stream().mapToDouble(v -> v * v).sum();
        double magnitude = sorted.stream().mapToDouble(Math::abs).sum();
        assertThat(cell.getCount()).as(name).isEqualTo(sorted.size());
        assertThat(cell.getSum()).as(name).isCloseTo(sum, Offset.offset(1e-12 * magnitude + 1e-300));
        assertThat(cell.getSumOfSquares()).as(name).isCloseTo(squares, Offset.offset(1e-12 * squares + 1e-300));
        int index = 0;
        double error = cell.getApproximate() ? 0.01 : 0;
        double[] values = NumberValues.of(cell);
        for (int i = 0; i < values.length; i++) {
            for (long times = cell.getCounts().get(i); times > 0; times--) {
                double value = sorted.get(index++);
                assertThat(values[i])
                        .as(name)
                        .isCloseTo(value, Offset.offset(Math.abs(value) * error + (error > 0 ? 1e-9 : 0)));
            }
        }
        assertThat(index).as(name).isEqualTo(sorted.size());
    }
}
