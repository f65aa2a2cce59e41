package org.farmer1st.serving.aggregates;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.NumberCell;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.SurveyCell;
import org.roaringbitmap.RoaringBitmap;

/** Rows of survey_cells, as a test wants them. */
public final class Rows {

    private Rows() {}

    /** The numbers that a lane gave its farmers, as a row holds them. */
    public static ByteBuffer farmers(int... numbers) {
        RoaringBitmap bitmap = RoaringBitmap.bitmapOf(numbers);
        bitmap.runOptimize();
        ByteBuffer bytes = ByteBuffer.allocate(bitmap.serializedSizeInBytes());
        bitmap.serialize(bytes);
        return bytes.flip();
    }

    /** A row. */
    public static SurveyCell row(long responses, ByteBuffer farmers, Map<String, QuestionCell> questions) {
        return new SurveyCell(responses, farmers, questions);
    }

    /** A select question. */
    public static QuestionCell select(long answered, long skipped, Map<String, Long> counts) {
        return new QuestionCell(AnswerType.SELECT_ONE, answered, skipped, counts, null, answered);
    }

    /** A number question. */
    public static QuestionCell number(long skipped, NumberCell numbers) {
        return new QuestionCell(AnswerType.DECIMAL, numbers.getCount(), skipped, Map.of(), numbers, numbers.getCount());
    }

    /** A row's bytes, as the table holds them. */
    public static byte[] bytes(SurveyCell row) {
        try {
            ByteBuffer encoded = row.toByteBuffer();
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
