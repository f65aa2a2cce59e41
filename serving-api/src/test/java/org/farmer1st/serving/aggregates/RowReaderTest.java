package org.farmer1st.serving.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.farmer1st.serving.aggregates.Rows.bytes;
import static org.farmer1st.serving.aggregates.Rows.farmers;
import static org.farmer1st.serving.aggregates.Rows.number;
import static org.farmer1st.serving.aggregates.Rows.row;
import static org.farmer1st.serving.aggregates.Rows.select;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.SurveyCell;
import org.junit.jupiter.api.Test;

class RowReaderTest {

    private static final Map<String, QuestionCell> QUESTIONS = Map.of(
            "a", select(2, 1, Map.of("x", 2L)),
            "plots/crop", select(3, 0, Map.of("maize", 1L, "beans", 2L)),
            "size", number(1, NumberMergeTest.cell(List.of(0.5, 1.5, 1.5))));

    private final SurveyCell row = row(7, farmers(1, 2, 70_000), QUESTIONS);

    @Test
    void oneQuestionIsReadAndTheOthersSkipped() {
        for (String path : QUESTIONS.keySet()) {
            SurveyCell read = new RowReader(Optional.of(path)).read(bytes(row));
            assertThat(read).isEqualTo(row(7, farmers(1, 2, 70_000), Map.of(path, QUESTIONS.get(path))));
        }
    }

    @Test
    void noneIsReadWhereNoneIsAskedForOrThere() {
        SurveyCell bare = row(7, farmers(1, 2, 70_000), Map.of());
        assertThat(new RowReader(Optional.empty()).read(bytes(row))).isEqualTo(bare);
        assertThat(new RowReader(Optional.of("b")).read(bytes(row))).isEqualTo(bare);
    }

    @Test
    void aReaderIsUsedForManyRows() {
        RowReader reader = new RowReader(Optional.of("a"));
        for (int i = 0; i < 3; i++) {
            SurveyCell other = row(i, farmers(i), Map.of("a", select(i, 0, Map.of("x", (long) i))));
            assertThat(reader.read(bytes(other))).isEqualTo(other);
        }
    }

    @Test
    void whatIsNoRowIsRefused() {
        assertThatThrownBy(() -> new RowReader(Optional.empty()).read(new byte[] {1, 2, 3}))
                .isInstanceOf(RuntimeException.class);
    }
}
