package org.farmer1st.analytics.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.farmer1st.analytics.cells.SurveyCellsView.SurveyEntryCodec;
import org.farmer1st.analytics.cells.SurveyEntry.CellEntry;
import org.farmer1st.analytics.cells.SurveyEntry.Conflict;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.schemas.EventClasses;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Whatever is added, edited and withdrawn, the cells are those of what is left, counted anew. */
class SurveyCellRulesTest {

    private static final class MapEntries implements LaneEntries<SurveyEntry> {
        private final Map<String, SurveyEntry> kept = new HashMap<>();

        @Override
        public SurveyEntry find(String key) {
            return kept.get(key);
        }

        @Override
        public SurveyEntry change(String key, Supplier<SurveyEntry> initial) {
            return kept.computeIfAbsent(key, k -> initial.get());
        }

        Map<String, SurveyCell> rows() {
            Map<String, SurveyCell> rows = new TreeMap<>();
            kept.forEach((key, entry) -> {
                if (entry instanceof CellEntry counted) {
                    rows.put(String.join("|", SurveyCellRules.cellKey(key)), row(counted.cell));
                }
            });
            return rows;
        }

        Map<Long, Instant> conflicts() {
            Map<Long, Instant> conflicts = new TreeMap<>();
            kept.values().forEach(entry -> {
                if (entry instanceof Conflict conflict) {
                    conflicts.put(conflict.submissionOffset(), Instant.ofEpochMilli(conflict.at()));
                }
            });
            return conflicts;
        }

        /** As if the job were stopped and restored. */
        void throughState(SurveyEntryCodec codec) throws IOException {
            for (Map.Entry<String, SurveyEntry> entry : kept.entrySet()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                codec.write(codec.copy(entry.getValue()), new DataOutputStream(bytes));
                entry.setValue(codec.read(
                        codec.version(), new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))));
            }
        }
    }

    /** What a reader makes of a row; its bytes are those that Avro itself writes. */
    private static SurveyCell row(Cell cell) {
        EventClasses.trust();
        byte[] bytes = new RowEncoder().encode(cell);
        try {
            SurveyCell row = SurveyCell.fromByteBuffer(ByteBuffer.wrap(bytes));
            assertThat(row.toByteBuffer().remaining()).isEqualTo(bytes.length);
            assertThat(bytes.length).isLessThanOrEqualTo(bound(row));
            return row;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most bytes that a row of this content may have, as {@link Cell} says. */
    private static int bound(SurveyCell row) throws IOException {
        RoaringBitmap farmers = new RoaringBitmap();
        farmers.deserialize(row.getFarmers().duplicate());
        int numbers = farmers.isEmpty() ? 0 : farmers.last() / 65_536 + 1;
        int bound = Cell.ROW_BYTES + numbers * 8 + Math.min(numbers * 8192, 2 * farmers.getCardinality());
        for (Map.Entry<String, QuestionCell> question : row.getQuestions().entrySet()) {
            bound += Cell.QUESTION_BYTES + question.getKey().length();
            for (String choice : question.getValue().getCounts().keySet()) {
                bound += Cell.CHOICE_BYTES + choice.length();
            }
            if (question.getValue().getNumber() != null) {
                bound += Numbers.CELL_BYTES
                        + Numbers.VALUE_BYTES
                                * question.getValue().getNumber().getCounts().size();
            }
        }
        return bound;
    }

    @Test
    void theLargestRowIsWithinItsBound() {
        Cell cell = new Cell();
        List<Answer> answers = new ArrayList<>();
        for (int bucket = -LogarithmicBuckets.LAST; bucket <= LogarithmicBuckets.LAST; bucket++) {
            answers.add(new Answer("n", AnswerType.DECIMAL, LogarithmicBuckets.representative(bucket)));
            answers.add(new Answer("where", AnswerType.GEOPOINT, "cell" + bucket));
        }
        ResponseVersion version = new RandomResponses(new Random(1), false).version("farmer", "id");
        version.setAnswers(answers);
        for (int farmer = 0; farmer < 200_000; farmer += 3) {
            if (farmer == 3) {
                version.setAnswers(List.of());
            }
            cell.count(version, farmer, 1);
        }
        SurveyCell row = row(cell);
        // All buckets but the two whose representative counts as zero.
        assertThat(row.getQuestions().get("n").getNumber().getValues()).hasSize(5527);
        assertThat(row.getQuestions().get("where").getCounts()).hasSize(5529);
    }

    @Test
    void aNumberWhoseSquareHasNoSumIsCountedAsAnsweredOnly() {
        List<Answer> answers = new ArrayList<>();
        for (int value = 0; value <= Numbers.MOST_VALUES; value++) {
            answers.add(new Answer("n", AnswerType.DECIMAL, value + 0.5));
        }
        RandomResponses random = new RandomResponses(new Random(1), false);
        ResponseVersion usual = random.version("farmer", "usual");
        usual.setAnswers(answers);
        ResponseVersion huge = random.version("farmer", "huge");
        huge.setAnswers(List.of(
                new Answer("n", AnswerType.DECIMAL, 1e200),
                new Answer("n", AnswerType.DECIMAL, -Double.MAX_VALUE),
                new Answer("n", AnswerType.DECIMAL, 1e100)));
        huge.setSkipped(List.of());
        Cell cell = new Cell();
        cell.count(usual, 0, 1);
        SurveyCell before = row(cell);

        cell.count(huge, 1, 1);
        QuestionCell with = row(cell).getQuestions().get("n");
        cell.count(huge, 1, -1);

        assertThat(with.getAnswered()).isEqualTo(answers.size() + 3);
        assertThat(with.getNumber().getCount()).isEqualTo(answers.size() + 1);
        assertThat(with.getNumber().getSumOfSquares()).isEqualTo(1e200);
        assertThat(row(cell).getQuestions().get("n").getNumber().getSum())
                .isEqualTo(before.getQuestions().get("n").getNumber().getSum());
    }

    private static long seed() {
        long seed = Long.getLong("cells.seed", System.nanoTime());
        System.out.println("survey cells: -Dcells.seed=" + seed);
        return seed;
    }

    @Test
    void cellsAreThoseOfTheResponsesThatAreLeft() throws IOException {
        long seed = seed();
        Random random = new Random(seed);
        for (int history = 0; history < 12; history++) {
            RandomResponses responses = new RandomResponses(random, false);
            MapEntries entries = new MapEntries();
            for (int i = 0; i < 150; i++) {
                SurveyCellRules.apply(responses.next(3), entries);
                if (random.nextInt(40) == 0) {
                    entries.throughState(new SurveyEntryCodec());
                }
                if (random.nextInt(25) == 0) {
                    CellComparison.compare(
                            entries.rows(),
                            PlainCount.of(responses.counted()),
                            "seed " + seed + ", history " + history);
                }
            }
            CellComparison.compare(
                    entries.rows(), PlainCount.of(responses.counted()), "seed " + seed + ", history " + history);
            assertThat(entries.conflicts())
                    .as("seed " + seed + ", history " + history)
                    .isEqualTo(responses.conflicts());
        }
    }

    @Test
    void manyDifferentNumbersAreWithinTheStatedError() throws IOException {
        long seed = seed();
        Random random = new Random(seed);
        RandomResponses responses = new RandomResponses(random, true);
        MapEntries entries = new MapEntries();
        for (int i = 0; i < 3000; i++) {
            SurveyCellRules.apply(responses.next(3), entries);
            if (i % 700 == 0) {
                entries.throughState(new SurveyEntryCodec());
            }
        }
        Map<String, SurveyCell> rows = entries.rows();
        assertThat(rows.values().stream()
                        .flatMap(row -> row.getQuestions().values().stream())
                        .anyMatch(q -> q.getNumber() != null && q.getNumber().getApproximate()))
                .isTrue();
        CellComparison.compare(rows, PlainCount.of(responses.counted()), "seed " + seed);
    }

    @Test
    void aRowIsTheSameBytesWhateverWasThereInBetween() throws IOException {
        Random random = new Random(7);
        RandomResponses responses = new RandomResponses(random, false);
        MapEntries through = new MapEntries();
        for (int i = 0; i < 300; i++) {
            SurveyCellRules.apply(responses.next(0), through);
        }
        for (Map.Entry<String, SurveyCell> row : through.rows().entrySet()) {
            Cell anew = new Cell();
            MapEntries numbers = through;
            for (ResponseVersion version : responses.counted()) {
                if (CellKeys.of(version)
                        .contains(String.join("\u001e", row.getKey().split("\\|", 6)))) {
                    anew.count(version, farmer(numbers, version), 1);
                }
            }
            assertThat(row(anew).toByteBuffer())
                    .as(row.getKey())
                    .isEqualTo(row.getValue().toByteBuffer());
        }
    }

    private static int farmer(MapEntries entries, ResponseVersion version) {
        return ((SurveyEntry.FarmerNumber) entries.find("f" + version.getTenant() + "/" + version.getFarmerId()))
                .number();
    }

    @Test
    void valuesThatCouldBreakAKeyAreCutAndCleaned() {
        assertThat(CellKeys.groupValue("a\u0000b\u001fc")).isEqualTo("a\ufffdb\ufffdc");
        assertThat(CellKeys.groupValue("x".repeat(500)))
                .hasSize(CellKeys.LONGEST_VALUE + 1)
                .endsWith("…");
        assertThat(CellKeys.groupValue("")).isEmpty();
    }

    @Test
    void bucketsRepresentTheirValuesWithinOnePercent() {
        for (double value = 1.1e-9; value < 1e15; value *= 1.0037) {
            double shown = LogarithmicBuckets.representative(LogarithmicBuckets.of(value));
            assertThat(Math.abs(shown - value) / value).isLessThanOrEqualTo(LogarithmicBuckets.ERROR + 1e-9);
            assertThat(LogarithmicBuckets.of(-value)).isEqualTo(-LogarithmicBuckets.of(value));
        }
        assertThat(LogarithmicBuckets.representative(LogarithmicBuckets.of(0))).isZero();
        assertThat(LogarithmicBuckets.of(1e300)).isEqualTo(LogarithmicBuckets.LAST);
        assertThat(LogarithmicBuckets.LAST).isEqualTo(2764);
    }

    @Test
    void submissionsThatChangeNothingTouchNoEntry() {
        MapEntries entries = new MapEntries();
        RandomResponses responses = new RandomResponses(new Random(1), false);
        ResponseFact fact = responses.next(0);
        fact.setChange(new org.farmer1st.events.NoChange(org.farmer1st.events.NoChangeReason.TICK, null, null));
        SurveyCellRules.apply(fact, entries);
        assertThat(entries.kept).isEmpty();
    }
}
