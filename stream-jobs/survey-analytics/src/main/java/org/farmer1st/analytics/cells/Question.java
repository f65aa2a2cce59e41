package org.farmer1st.analytics.cells;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Encoder;
import org.farmer1st.events.AnswerType;
import org.farmer1st.schemas.NumberValues;

/** Everything counted for one question in one cell. */
final class Question {

    private static final int MONTH_LENGTH = "2016-11".length();

    /** The type of the newest answer; UNKNOWN while there was none. */
    private AnswerType type = AnswerType.UNKNOWN;

    private long answered;

    /** Responses that answered, once each. */
    private long responses;

    /** The counting of a response that was counted last, so that a repeat's further answers are known for what they are. */
    private long lastCounted;

    private long skipped;
    private final Map<String, Count> counts = new HashMap<>();

    /** The counts in the order of their keys, found out when needed. */
    private Count[] sorted;

    private Numbers numbers;

    /**
     * Counts an answer, or takes it back.
     *
     * @param counting a number of its own, never 0, for each time that a response is counted or taken back
     */
    void answer(AnswerType answerType, Object value, long times, long counting) {
        answered += times;
        if (lastCounted != counting) {
            lastCounted = counting;
            responses += times;
        }
        if (answered == 0) {
            type = AnswerType.UNKNOWN;
        } else if (times > 0) {
            type = answerType;
        }
        if (value == null) {
            return;
        }
        switch (answerType) {
            case INTEGER, DECIMAL -> {
                double number = ((Number) value).doubleValue();
                // The edge takes no others; the sums of one could never be taken back.
                if (Math.abs(number) <= NumberValues.LARGEST_ANSWER) {
                    if (numbers == null) {
                        numbers = new Numbers();
                    }
                    numbers.count(number, times);
                }
            }
            case SELECT_ONE, GEOPOINT -> count((String) value, times);
            case SELECT_MULTIPLE -> ((List<?>) value).forEach(choice -> count((String) choice, times));
            case DATE, DATETIME -> count(month((String) value), times);
            case TEXT, UNKNOWN -> {}
        }
    }

    private static String month(String date) {
        return date.length() < MONTH_LENGTH ? date : date.substring(0, MONTH_LENGTH);
    }

    void skip(long times) {
        skipped += times;
    }

    private void count(String key, long times) {
        Count count = counts.get(key);
        if (count == null) {
            count = new Count(key);
            counts.put(key, count);
            sorted = null;
        }
        count.times += times;
        if (count.times == 0) {
            counts.remove(key);
            sorted = null;
        }
    }

    private static final class Count {
        private final String key;
        private long times;

        Count(String key) {
            this.key = key;
        }
    }

    boolean isEmpty() {
        return answered == 0 && skipped == 0;
    }

    /** As a QuestionCell. */
    void encode(Encoder out) throws IOException {
        out.writeEnum(type.ordinal());
        out.writeLong(answered);
        out.writeLong(skipped);
        if (sorted == null) {
            sorted = counts.values().toArray(Count[]::new);
            Arrays.sort(sorted, Comparator.comparing(count -> count.key));
        }
        out.writeMapStart();
        out.setItemCount(sorted.length);
        for (Count count : sorted) {
            out.startItem();
            out.writeString(count.key);
            out.writeLong(count.times);
        }
        out.writeMapEnd();
        if (numbers == null || numbers.isEmpty()) {
            out.writeIndex(0);
        } else {
            out.writeIndex(1);
            numbers.encode(out);
        }
        out.writeLong(responses);
    }

    Question copy() {
        Question copy = new Question();
        copy.type = type;
        copy.answered = answered;
        copy.skipped = skipped;
        copy.responses = responses;
        copy.lastCounted = lastCounted;
        counts.forEach((key, count) -> copy.count(key, count.times));
        copy.numbers = numbers == null ? null : numbers.copy();
        return copy;
    }

    void write(DataOutput out) throws IOException {
        Texts.write(type.name(), out);
        out.writeLong(answered);
        out.writeLong(skipped);
        out.writeLong(responses);
        out.writeInt(counts.size());
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            Texts.write(entry.getKey(), out);
            out.writeLong(entry.getValue().times);
        }
        out.writeBoolean(numbers != null);
        if (numbers != null) {
            numbers.write(out);
        }
    }

    static Question read(DataInput in) throws IOException {
        Question question = new Question();
        question.type = AnswerType.valueOf(Texts.read(in));
        question.answered = in.readLong();
        question.skipped = in.readLong();
        question.responses = in.readLong();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            question.count(Texts.read(in), in.readLong());
        }
        if (in.readBoolean()) {
            question.numbers = Numbers.read(in);
        }
        return question;
    }
}
