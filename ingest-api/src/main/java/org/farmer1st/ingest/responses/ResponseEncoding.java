package org.farmer1st.ingest.responses;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.Encoder;
import org.farmer1st.events.Submission;
import org.farmer1st.events.TimeFlag;
import org.farmer1st.ingest.surveys.Question;
import org.farmer1st.ingest.surveys.QuestionType;
import org.farmer1st.ingest.surveys.SurveyDefinition;
import org.farmer1st.schemas.WireFormat;

/**
 * Writes a response as a {@link Submission} with a {@code ResponseSubmitted}: no personal value, no exact position. It
 * writes what was read straight as Avro has it, field after field: making an event first, and writing that by its schema,
 * took a third of all that a response of a batch cost.
 *
 * <p>It is right for one schema, and refuses to be made for another: whoever changes the schema changes this, and then the
 * fingerprint here. That it writes what Avro's own writer writes is tested with all that can be read.
 */
final class ResponseEncoding implements WireFormat.Encoding<ResponseContent> {

    /** Of the schema's canonical form, by Avro's specification. */
    static final long FINGERPRINT = 6432605369612709123L;

    // Places in unions.
    private static final int RESPONSE_SUBMITTED = 0;
    private static final int NULL = 0;
    private static final int PRESENT = 1;
    private static final int LONG = 1;
    private static final int DOUBLE = 2;
    private static final int TEXT = 3;
    private static final int TEXTS = 4;

    ResponseEncoding() {
        Schema schema = Submission.getClassSchema();
        long found = SchemaNormalization.parsingFingerprint64(schema);
        if (found != FINGERPRINT) {
            throw new IllegalStateException("The schema of Submission is another one (" + found
                    + "L) than this writes. Change what is written here, and then the fingerprint.");
        }
    }

    @Override
    public void write(ResponseContent content, Encoder out) throws IOException {
        ResponseDocument response = content.response();
        SurveyDefinition survey = response.survey();
        out.writeIndex(RESPONSE_SUBMITTED);
        out.writeString(content.tenant());
        out.writeString(response.farmerId());
        out.writeString(response.responseId());
        out.writeString(response.versionId());
        writeOptional(response.replaces(), out);
        out.writeString(survey.surveyId());
        out.writeInt(survey.version());
        writeOptional(response.deviceTime(), out);
        writeOptional(response.sentAt(), out);
        out.writeLong(content.receivedAt().toEpochMilli());
        out.writeLong(content.time().at().toEpochMilli());
        out.writeInt(Math.toIntExact(
                LocalDate.ofInstant(content.time().at(), survey.timeZone()).toEpochDay()));
        writeFlags(content.time().flags(), out);
        // The region is response-intake's to join.
        writeOptional((String) null, out);
        writeOptional(response.location() == null ? null : response.location().coarseCell(), out);
        writeAnswers(content, out);
        writeSkipped(content.tally().skipped(), out);
        writeDimensions(response.answers(), survey, out);
        out.writeLong(survey.basePoints());
        writeOptional(survey.retentionDays(), out);
        out.writeInt(survey.minGroupSize());
        out.writeBytes(content.digest());
    }

    private static void writeFlags(List<TimeFlag> flags, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(flags.size());
        for (TimeFlag flag : flags) {
            out.startItem();
            out.writeEnum(flag.ordinal());
        }
        out.writeArrayEnd();
    }

    private static void writeAnswers(ResponseContent content, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(content.tally().answered());
        writeAnswers(content.response().answers(), out);
        out.writeArrayEnd();
    }

    private static void writeAnswers(Answers answers, Encoder out) throws IOException {
        Object[] values = answers.values();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                continue;
            }
            Question question = answers.question(i);
            if (question.type() == QuestionType.REPEAT) {
                for (Object occurrence : (List<?>) value) {
                    writeAnswers((Answers) occurrence, out);
                }
                continue;
            }
            out.startItem();
            // A string is written as its bytes are.
            out.writeBytes(answers.group().pathUtf8(i));
            out.writeEnum(question.type().answerType().ordinal());
            writeValue(question.personal() ? null : value, out);
        }
    }

    private static void writeValue(Object value, Encoder out) throws IOException {
        if (value == null) {
            out.writeIndex(NULL);
        } else if (value instanceof Long number) {
            out.writeIndex(LONG);
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeIndex(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof List<?> choices) {
            out.writeIndex(TEXTS);
            writeTexts(choices, out);
        } else {
            out.writeIndex(TEXT);
            out.writeString(value instanceof Position position ? position.coarseCell() : value.toString());
        }
    }

    private static void writeSkipped(Map<String, Integer> skipped, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(skipped.size());
        for (Map.Entry<String, Integer> question : skipped.entrySet()) {
            out.startItem();
            out.writeString(question.getKey());
            out.writeInt(question.getValue());
        }
        out.writeArrayEnd();
    }

    private static void writeDimensions(Answers answers, SurveyDefinition survey, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(survey.dimensions().size());
        for (int position : survey.dimensions()) {
            out.startItem();
            out.writeBytes(answers.group().nameUtf8(position));
            writeTexts(groupValues(answers.values()[position], survey.timeZone()), out);
        }
        out.writeArrayEnd();
    }

    /** What a response answered to a dimension, as texts; empty where it didn't. */
    private static List<?> groupValues(Object value, ZoneId timeZone) {
        if (value == null) {
            return List.of();
        } else if (value instanceof List<?> choices) {
            return choices;
        } else if (value instanceof Double number) {
            String text = number.toString();
            return List.of(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
        } else if (value instanceof Instant moment) {
            return List.of(LocalDate.ofInstant(moment, timeZone).toString());
        } else if (value instanceof Position position) {
            return List.of(position.coarseCell());
        }
        return List.of(value.toString());
    }

    private static void writeTexts(List<?> texts, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(texts.size());
        for (Object text : texts) {
            out.startItem();
            out.writeString((String) text);
        }
        out.writeArrayEnd();
    }

    private static void writeOptional(String text, Encoder out) throws IOException {
        out.writeIndex(text == null ? NULL : PRESENT);
        if (text != null) {
            out.writeString(text);
        }
    }

    private static void writeOptional(Instant time, Encoder out) throws IOException {
        out.writeIndex(time == null ? NULL : PRESENT);
        if (time != null) {
            out.writeLong(time.toEpochMilli());
        }
    }

    private static void writeOptional(Integer number, Encoder out) throws IOException {
        out.writeIndex(number == null ? NULL : PRESENT);
        if (number != null) {
            out.writeInt(number);
        }
    }
}
