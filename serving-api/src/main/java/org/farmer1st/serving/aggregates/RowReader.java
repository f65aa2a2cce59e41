package org.farmer1st.serving.aggregates;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.Utf8;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.schemas.EventClasses;

/**
 * Reads of a row what a query asks for: a row holds every question, and an answer is about one or none. What is skipped
 * is most of the work. The bytes are Avro's single-object encoding (specification, "Single-object encoding": two marker
 * bytes, the schema's 64-bit fingerprint in little-endian, the object); those of another schema are read whole.
 *
 * <p>Not thread-safe: one for each answer.
 */
final class RowReader {

    private static final int HEADER_BYTES = 10;
    private static final short MARKER = (short) 0xC301;
    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(SurveyCell.SCHEMA$);
    private static final Schema QUESTION = QuestionCell.SCHEMA$;

    static {
        EventClasses.trust();
    }

    private final Optional<String> path;
    private final Utf8 wanted;
    private final SpecificDatumReader<QuestionCell> questions = new SpecificDatumReader<>(QuestionCell.class);
    private BinaryDecoder decoder;
    private Utf8 key;

    /** @param path the question to read; the others are left out */
    RowReader(Optional<String> path) {
        this.path = path;
        this.wanted = new Utf8(path.orElse(""));
    }

    SurveyCell read(byte[] content) {
        try {
            ByteBuffer header = ByteBuffer.wrap(content);
            if (content.length < HEADER_BYTES
                    || header.getShort() != MARKER
                    || header.order(ByteOrder.LITTLE_ENDIAN).getLong() != FINGERPRINT) {
                return SurveyCell.getDecoder().decode(content);
            }
            decoder = DecoderFactory.get().binaryDecoder(content, HEADER_BYTES, content.length - HEADER_BYTES, decoder);
            long responses = decoder.readLong();
            ByteBuffer farmers = decoder.readBytes(null);
            return new SurveyCell(responses, farmers, path.isPresent() ? question() : Map.of());
        } catch (IOException e) {
            throw new IllegalStateException("A row of survey_cells holds no SurveyCell", e);
        }
    }

    private Map<String, QuestionCell> question() throws IOException {
        for (long some = decoder.readMapStart(); some > 0; some = decoder.mapNext()) {
            for (long i = 0; i < some; i++) {
                key = decoder.readString(key);
                if (key.equals(wanted)) {
                    return Map.of(path.orElseThrow(), questions.read(null, decoder));
                }
                GenericDatumReader.skip(QUESTION, decoder);
            }
        }
        return Map.of();
    }
}
