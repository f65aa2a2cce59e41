package org.farmer1st.analytics.cells;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.Encoder;
import org.farmer1st.events.Answer;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SkippedQuestion;
import org.roaringbitmap.RoaringBitmap;

/**
 * Everything counted in one group and time of one lane; whatever was added can be taken back.
 *
 * <p>Bytes in a row, at most: {@value #ROW_BYTES}; the farmers' bitmap, which has 2 bytes a farmer but no more than 8 KiB, and 8, for each
 * 65,536 numbers that the lane gave; and for each question {@value #QUESTION_BYTES} and its path, with its choices (months, grid cells), each
 * its name and {@value #CHOICE_BYTES}, or its {@link Numbers}. A survey of 12 questions with 10 choices of 20 bytes each has rows of 5 KiB
 * at most; one of 12 numeric questions of 512 values each, 111 KiB. What bounds the choices is the survey's definition, or for dates and
 * positions how many months and grid cells of 5 km were ever answered in the cell; for a select that names no choices, how many different
 * ones were, of 200 characters at most.
 */
final class Cell {

    static final int ROW_BYTES = 48;
    static final int QUESTION_BYTES = 42;
    static final int CHOICE_BYTES = 13;

    private long responses;

    /** How often something was counted since this was made; tells one response's answers from another's. */
    private long countings;

    private final Map<String, Question> questions = new HashMap<>();

    /** The questions' paths in order, found out when needed. */
    private String[] sortedPaths;

    /** The farmers with a response in this cell. */
    private final RoaringBitmap farmers;

    /** For farmers with more than one response here, how many more. */
    private final Map<Integer, Integer> further = new HashMap<>();

    Cell() {
        this(new RoaringBitmap());
    }

    private Cell(RoaringBitmap farmers) {
        this.farmers = farmers;
    }

    /**
     * Adds a response, or takes it back.
     *
     * @param farmer the number that the lane gave the farmer
     * @param times 1 or -1
     */
    void count(ResponseVersion version, int farmer, int times) {
        responses += times;
        countings++;
        countFarmer(farmer, times);
        for (Answer answer : version.getAnswers()) {
            question(answer.getPath()).answer(answer.getType(), answer.getValue(), times, countings);
        }
        for (SkippedQuestion skipped : version.getSkipped()) {
            question(skipped.getPath()).skip((long) times * skipped.getTimes());
        }
        if (times < 0 && questions.values().removeIf(Question::isEmpty)) {
            sortedPaths = null;
        }
    }

    private Question question(String path) {
        Question question = questions.get(path);
        if (question == null) {
            question = new Question();
            questions.put(path, question);
            sortedPaths = null;
        }
        return question;
    }

    private void countFarmer(int farmer, int times) {
        if (times > 0) {
            if (!farmers.checkedAdd(farmer)) {
                further.merge(farmer, 1, Integer::sum);
            }
        } else {
            Integer more = further.get(farmer);
            if (more == null) {
                if (!farmers.checkedRemove(farmer)) {
                    throw new IllegalStateException("A response is taken back that was never counted");
                }
            } else if (more == 1) {
                further.remove(farmer);
            } else {
                further.put(farmer, more - 1);
            }
        }
    }

    /** As a SurveyCell; the same for the same answers, byte for byte. */
    void encode(Encoder out) throws IOException {
        if (sortedPaths == null) {
            sortedPaths = questions.keySet().stream().sorted().toArray(String[]::new);
        }
        out.writeLong(responses);
        out.writeBytes(shortest(farmers));
        out.writeMapStart();
        out.setItemCount(sortedPaths.length);
        for (String path : sortedPaths) {
            out.startItem();
            out.writeString(path);
            questions.get(path).encode(out);
        }
        out.writeMapEnd();
    }

    /**
     * Numbers that follow each other as their first and last. What is kept is never made so itself: the bytes are those of the set, however it
     * came about.
     */
    private static byte[] shortest(RoaringBitmap set) {
        RoaringBitmap runs = set.clone();
        runs.runOptimize();
        return bytes(runs);
    }

    private static byte[] bytes(RoaringBitmap set) {
        ByteBuffer bytes = ByteBuffer.allocate(set.serializedSizeInBytes());
        set.serialize(bytes);
        return bytes.array();
    }

    Cell copy() {
        Cell copy = new Cell(farmers.clone());
        copy.responses = responses;
        copy.countings = countings;
        copy.further.putAll(further);
        questions.forEach((path, question) -> copy.questions.put(path, question.copy()));
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(responses);
        byte[] bitmap = bytes(farmers);
        out.writeInt(bitmap.length);
        out.write(bitmap);
        out.writeInt(further.size());
        for (Map.Entry<Integer, Integer> entry : further.entrySet()) {
            out.writeInt(entry.getKey());
            out.writeInt(entry.getValue());
        }
        out.writeInt(questions.size());
        for (Map.Entry<String, Question> entry : questions.entrySet()) {
            Texts.write(entry.getKey(), out);
            entry.getValue().write(out);
        }
    }

    static Cell read(DataInput in) throws IOException {
        long responses = in.readLong();
        byte[] bitmap = new byte[in.readInt()];
        in.readFully(bitmap);
        RoaringBitmap farmers = new RoaringBitmap();
        farmers.deserialize(ByteBuffer.wrap(bitmap));
        Cell cell = new Cell(farmers);
        cell.responses = responses;
        int furtherSize = in.readInt();
        for (int i = 0; i < furtherSize; i++) {
            cell.further.put(in.readInt(), in.readInt());
        }
        int questionCount = in.readInt();
        for (int i = 0; i < questionCount; i++) {
            cell.questions.put(Texts.read(in), Question.read(in));
        }
        return cell;
    }
}
