package org.farmer1st.flink.attached;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.flink.state.Codec;

/**
 * What changed in a view between two checkpoints.
 *
 * @param number the batch's, which Postgres counts; 0 while it is held back
 * @param checkpoint the one that it ends with
 * @param asOf the watermark there, in milliseconds since the epoch; 0 where there was none yet
 * @param instead whether its rows take the place of all that are stored
 * @param rows no key twice
 */
record ViewBatch(long number, long checkpoint, long asOf, boolean instead, List<ViewRow> rows) {

    /** The layout of a batch in state. */
    public static final class ViewBatchCodec implements Codec<ViewBatch> {
        private static final long serialVersionUID = 1L;

        private final ViewRow.ViewRowCodec codec = new ViewRow.ViewRowCodec();

        @Override
        public Class<ViewBatch> type() {
            return ViewBatch.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(ViewBatch batch, DataOutput out) throws IOException {
            out.writeLong(batch.number());
            out.writeLong(batch.checkpoint());
            out.writeLong(batch.asOf());
            out.writeBoolean(batch.instead());
            out.writeInt(batch.rows().size());
            for (ViewRow row : batch.rows()) {
                codec.write(row, out);
            }
        }

        @Override
        public ViewBatch read(int version, DataInput in) throws IOException {
            long number = in.readLong();
            long checkpoint = in.readLong();
            long asOf = in.readLong();
            boolean instead = in.readBoolean();
            int size = in.readInt();
            List<ViewRow> rows = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                rows.add(codec.read(codec.version(), in));
            }
            return new ViewBatch(number, checkpoint, asOf, instead, rows);
        }

        @Override
        public ViewBatch copy(ViewBatch batch) {
            return batch;
        }
    }
}
