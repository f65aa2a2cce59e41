package org.farmer1st.analytics.cells;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.farmer1st.events.SurveyCell;

/**
 * Writes cells as SurveyCell.toByteBuffer() would, straight from what is counted: a row is encoded with every flush that
 * it changed in, and making the event's records and maps first cost several times as much. Source of the header: Avro
 * specification, "Single-object encoding".
 */
final class RowEncoder {

    private static final byte[] HEADER = ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 0x01)
            .putLong(SchemaNormalization.parsingFingerprint64(SurveyCell.getClassSchema()))
            .array();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    private BinaryEncoder encoder;

    byte[] encode(Cell cell) {
        try {
            bytes.reset();
            bytes.write(HEADER);
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            cell.encode(encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
    }
}
