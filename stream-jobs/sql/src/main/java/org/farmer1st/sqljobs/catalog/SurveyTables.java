package org.farmer1st.sqljobs.catalog;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.schemas.Topics;
import org.farmer1st.sqljobs.catalog.TopicTable.Changes;

/**
 * The tables that people want: responses as they stand, their answers, and the transfers of points. A response that is
 * replaced or withdrawn takes its row back with what the fact itself carries, so that what is counted over these tables stays
 * exact and nothing is kept for it. Each column is of the response's version alone, so a row is taken back as it was given.
 */
final class SurveyTables {

    private static final DataType TEXT = DataTypes.STRING();
    private static final DataType SOME_TEXT = DataTypes.STRING().notNull();
    private static final DataType INSTANT = DataTypes.TIMESTAMP_LTZ(3);

    private SurveyTables() {}

    /** One row of {@code answers}; {@code choice} is null but for selects. */
    record AnswerRow(ResponseVersion version, Answer answer, int occurrence, int choiceNumber, String choice) {}

    /** One row of {@code transfers}. */
    record TransferRow(PointsTransfer transfer, LogRecord record, long appendedAt) {}

    static TopicTable<ResponseFact, ResponseVersion> responses() {
        List<TableColumn<ResponseVersion>> columns = new ArrayList<>(ofResponse(Function.identity()));
        columns.add(text("version_id", SOME_TEXT, "The version that stands.", ResponseVersion::getVersionId));
        columns.add(instant(
                "business_time",
                "When it was answered, corrected; a key, never progress.",
                version -> version.getBusinessTime()));
        columns.add(instant("received_at", "When ingest had this version.", ResponseVersion::getReceivedAt));
        columns.add(new TableColumn<>(
                "dimensions",
                DataTypes.MAP(SOME_TEXT, DataTypes.ARRAY(SOME_TEXT).notNull()).notNull(),
                "What the survey may be grouped by: the choices of each question; empty where it was not answered.",
                SurveyTables::dimensions));
        columns.add(new TableColumn<>(
                "answers",
                DataTypes.MAP(SOME_TEXT, SOME_TEXT).notNull(),
                "The answers to questions that are in no repeat, as text; several choices are joined by a space.",
                SurveyTables::texts));
        columns.add(new TableColumn<>(
                "numbers",
                DataTypes.MAP(SOME_TEXT, DataTypes.DOUBLE().notNull()).notNull(),
                "Those of them that are numbers.",
                SurveyTables::numbers));
        return new TopicTable<>(
                "responses",
                "Responses as they stand: one row for each; edits replace it, withdrawals delete it.",
                Topics.RESPONSES,
                Changes.CHANGED,
                columns,
                List.of("tenant", "farmer_id", "response_id"),
                (fact, record, appendedAt, changes) -> expand(fact, changes));
    }

    private static void expand(ResponseFact fact, RowChanges<ResponseVersion> changes) {
        Object change = fact == null ? null : fact.getChange();
        if (change instanceof ResponseAdded added) {
            changes.insert(added.getAfter());
        } else if (change instanceof ResponseReplaced replaced) {
            changes.replace(replaced.getBefore(), replaced.getAfter());
        } else if (change instanceof ResponseWithdrawn withdrawn) {
            changes.delete(withdrawn.getBefore());
        }
    }

    static TopicTable<ResponseFact, AnswerRow> answers() {
        List<TableColumn<AnswerRow>> columns = new ArrayList<>(ofResponse(AnswerRow::version));
        columns.add(
                text("path", SOME_TEXT, "The question; inside repeats with theirs: D_plots/D_crop.", row -> row.answer()
                        .getPath()));
        columns.add(new TableColumn<>(
                "occurrence",
                DataTypes.INT().notNull(),
                "Which of the response's answers to this question, from 1: repeats have several.",
                AnswerRow::occurrence));
        columns.add(new TableColumn<>(
                "choice_number",
                DataTypes.INT().notNull(),
                "Which of the answer's choices, from 1; 0 where the question is no select.",
                AnswerRow::choiceNumber));
        columns.add(text(
                "type",
                SOME_TEXT,
                "INTEGER, DECIMAL, TEXT, SELECT_ONE, SELECT_MULTIPLE, DATE, DATETIME, GEOPOINT.",
                row -> row.answer().getType().name()));
        columns.add(text("choice", TEXT, "Of a select: the choice; several have a row each.", AnswerRow::choice));
        columns.add(new TableColumn<>(
                "number_value",
                DataTypes.DOUBLE(),
                "Of an INTEGER or DECIMAL.",
                row -> row.answer().getValue() instanceof Number number ? (Object) number.doubleValue() : null));
        columns.add(text(
                "text_value",
                TEXT,
                "Of a TEXT, where the survey keeps it; of a GEOPOINT the coarse geohash.",
                row -> switch (row.answer().getType()) {
                    case TEXT, GEOPOINT -> (String) row.answer().getValue();
                    default -> null;
                }));
        columns.add(new TableColumn<>(
                "date_value",
                DataTypes.DATE(),
                "Of a DATE.",
                row -> row.answer().getType() == AnswerType.DATE && row.answer().getValue() instanceof String day
                        ? (Object) (int) LocalDate.parse(day).toEpochDay()
                        : null));
        columns.add(new TableColumn<>(
                "time_value",
                INSTANT,
                "Of a DATETIME.",
                row -> row.answer().getType() == AnswerType.DATETIME
                                && row.answer().getValue() instanceof String instant
                        ? TimestampData.fromInstant(Instant.parse(instant))
                        : null));
        return new TopicTable<>(
                "answers",
                "The answers of responses as they stand: one row for each answer, and for each choice of a select.",
                Topics.RESPONSES,
                Changes.CHANGED,
                columns,
                List.of("tenant", "farmer_id", "response_id", "path", "occurrence", "choice_number"),
                (fact, record, appendedAt, changes) -> expand(fact, new AnswerChanges(changes)));
    }

    /** Turns what became of a response into what became of its answers. */
    private record AnswerChanges(RowChanges<AnswerRow> changes) implements RowChanges<ResponseVersion> {

        /** Identifies an answer within its response. */
        private record Place(String path, int occurrence, int choiceNumber) {}

        @Override
        public void insert(ResponseVersion version) {
            rows(version).values().forEach(changes::insert);
        }

        @Override
        public void replace(ResponseVersion before, ResponseVersion after) {
            Map<Place, AnswerRow> now = rows(after);
            rows(before).forEach((place, old) -> {
                AnswerRow replacement = now.remove(place);
                if (replacement == null) {
                    changes.delete(old);
                } else {
                    changes.replace(old, replacement);
                }
            });
            now.values().forEach(changes::insert);
        }

        @Override
        public void delete(ResponseVersion version) {
            rows(version).values().forEach(changes::delete);
        }

        private static Map<Place, AnswerRow> rows(ResponseVersion version) {
            Map<Place, AnswerRow> rows = new LinkedHashMap<>();
            Map<String, Integer> occurrences = new HashMap<>();
            for (Answer answer : version.getAnswers()) {
                int occurrence = occurrences.merge(answer.getPath(), 1, Integer::sum);
                List<String> choices = choices(answer);
                if (choices == null) {
                    rows.put(
                            new Place(answer.getPath(), occurrence, 0),
                            new AnswerRow(version, answer, occurrence, 0, null));
                } else {
                    for (int i = 1; i <= choices.size(); i++) {
                        rows.put(
                                new Place(answer.getPath(), occurrence, i),
                                new AnswerRow(version, answer, occurrence, i, choices.get(i - 1)));
                    }
                }
            }
            return rows;
        }

        /** Null where the question is no select, or its answer is set apart. */
        private static List<String> choices(Answer answer) {
            if (answer.getType() == AnswerType.SELECT_ONE && answer.getValue() instanceof String choice) {
                return List.of(choice);
            }
            if (answer.getValue() instanceof List<?> several) {
                return several.stream().map(Object::toString).toList();
            }
            return null;
        }
    }

    /** The columns that every table of responses has. */
    private static <S> List<TableColumn<S>> ofResponse(Function<S, ResponseVersion> version) {
        return List.of(
                text("tenant", SOME_TEXT, "Whose it is: the first column of every view's key.", row -> version.apply(
                                row)
                        .getTenant()),
                text("survey_id", SOME_TEXT, "The survey.", row -> version.apply(row)
                        .getSurveyId()),
                new TableColumn<>("survey_version", DataTypes.INT().notNull(), "Its version.", row -> version.apply(row)
                        .getSurveyVersion()),
                text("farmer_id", SOME_TEXT, "The farmer: an opaque id.", row -> version.apply(row)
                        .getFarmerId()),
                text("response_id", SOME_TEXT, "The response.", row -> version.apply(row)
                        .getResponseId()),
                new TableColumn<>(
                        "business_day",
                        DataTypes.DATE().notNull(),
                        "The day it belongs to, in the survey's time zone.",
                        row -> (int) version.apply(row).getBusinessDay().toEpochDay()),
                text("region", TEXT, "The farmer's region, if one is known.", row -> version.apply(row)
                        .getRegion()),
                text(
                        "cell",
                        TEXT,
                        "The coarse geohash (5 characters, about 5 km) of where it was answered.",
                        row -> version.apply(row).getCell()));
    }

    static TopicTable<LedgerPosting, TransferRow> transfers() {
        List<TableColumn<TransferRow>> columns = List.of(
                text("tenant", SOME_TEXT, "Whose it is.", row -> row.transfer().getTenant()),
                text("transfer_id", SOME_TEXT, "Derived from its cause.", row -> row.transfer()
                        .getTransferId()),
                text("farmer_id", SOME_TEXT, "The farmer: an opaque id.", row -> row.transfer()
                        .getFarmerId()),
                text(
                        "kind",
                        SOME_TEXT,
                        "Why points moved: EARNED, CORRECTED, REVERSED and so on.",
                        row -> row.transfer().getKind().name()),
                text("debit", SOME_TEXT, "The account that they left.", row -> row.transfer()
                        .getDebit()
                        .name()),
                text("credit", SOME_TEXT, "The account that they entered.", row -> row.transfer()
                        .getCredit()
                        .name()),
                new TableColumn<>("amount", DataTypes.BIGINT().notNull(), "Points, above zero.", row -> row.transfer()
                        .getAmount()),
                text("survey_id", TEXT, "Of the response that caused it.", row -> row.transfer()
                        .getSurveyId()),
                text("response_id", TEXT, "The response that caused it.", row -> row.transfer()
                        .getResponseId()),
                text("command_id", TEXT, "The command that caused it.", row -> row.transfer()
                        .getCommandId()),
                new TableColumn<>(
                        "rule_version", DataTypes.INT(), "The rules that it was computed by.", row -> row.transfer()
                                .getRuleVersion()),
                instant("happened_at", "Business time of the cause.", row -> row.transfer()
                        .getAt()),
                new TableColumn<>(
                        TopicTable.APPENDED_AT,
                        INSTANT.notNull(),
                        "When the broker appended it; a time attribute, with watermarks.",
                        row -> TimestampData.fromEpochMillis(row.appendedAt())));
        return new TopicTable<>(
                "transfers",
                "Transfers of points between accounts: immutable, one row for each.",
                Topics.TRANSFERS,
                Changes.APPENDED,
                columns,
                List.of("tenant", "transfer_id"),
                (posting, record, appendedAt, changes) -> {
                    if (posting != null) {
                        posting.getTransfers()
                                .forEach(transfer -> changes.insert(new TransferRow(transfer, record, appendedAt)));
                    }
                });
    }

    private static <S> TableColumn<S> text(String name, DataType type, String description, Function<S, String> value) {
        return new TableColumn<>(name, type, description, row -> StringData.fromString(value.apply(row)));
    }

    private static <S> TableColumn<S> instant(String name, String description, Function<S, Instant> value) {
        return new TableColumn<>(
                name, INSTANT.notNull(), description, row -> TimestampData.fromInstant(value.apply(row)));
    }

    private static Object dimensions(ResponseVersion version) {
        Map<Object, Object> dimensions = new HashMap<>();
        for (DimensionValue dimension : version.getDimensions()) {
            dimensions.put(
                    StringData.fromString(dimension.getQuestion()),
                    new GenericArrayData(dimension.getValues().stream()
                            .map(StringData::fromString)
                            .toArray()));
        }
        return new GenericMapData(dimensions);
    }

    private static Object texts(ResponseVersion version) {
        Map<Object, Object> texts = new HashMap<>();
        for (Answer answer : version.getAnswers()) {
            if (isOutsideRepeats(answer) && answer.getValue() != null) {
                String text = answer.getValue() instanceof List<?> several
                        ? String.join(
                                " ", several.stream().map(Object::toString).toList())
                        : answer.getValue().toString();
                texts.put(StringData.fromString(answer.getPath()), StringData.fromString(text));
            }
        }
        return new GenericMapData(texts);
    }

    private static Object numbers(ResponseVersion version) {
        Map<Object, Object> numbers = new HashMap<>();
        for (Answer answer : version.getAnswers()) {
            if (isOutsideRepeats(answer) && answer.getValue() instanceof Number number) {
                numbers.put(StringData.fromString(answer.getPath()), number.doubleValue());
            }
        }
        return new GenericMapData(numbers);
    }

    private static boolean isOutsideRepeats(Answer answer) {
        return answer.getPath().indexOf('/') < 0;
    }
}
