package org.farmer1st.points;

import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.PointsCommand;

/**
 * Some of a tenant's farmers that a command is about, in the order of the store: what goes through many goes in pieces, each a
 * transaction, and the lane asks itself for the rest by the same command, behind what has arrived meanwhile. In the transaction of
 * the piece, so that the rest can neither be lost nor come twice.
 *
 * @param resumeAfter the last of them, where more may follow; null for the last piece
 */
record Piece(List<String> farmers, String resumeAfter) {

    /**
     * A piece.
     *
     * @param farmers those after the command's resumeAfter
     * @param most how many were asked for: fewer mean that there is nobody else
     */
    static Piece of(List<String> farmers, int most) {
        return new Piece(farmers, farmers.size() < most ? null : farmers.get(farmers.size() - 1));
    }

    boolean isLast() {
        return resumeAfter == null;
    }

    /** Has the lane go on with the rest, if there may be any. */
    void goOn(LaneLedger lane, Record<byte[], byte[]> record, PointsCommand command) {
        if (!isLast()) {
            lane.command(
                    record,
                    PointsCommand.newBuilder(command)
                            .setResumeAfter(resumeAfter)
                            .build());
        }
    }
}
