package org.farmer1st.serving.aggregates;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Who is counted in a cell: how many responses, how many of them answered the question that is asked about, and the distinct
 * farmers, as a set for each lane. Sets of different lanes have no farmer in common.
 */
final class Crowd {

    private long responses;
    private long answering;
    private final Map<Integer, MutableRoaringBitmap> farmersByLane = new HashMap<>();

    /**
     * Adds a row.
     *
     * @param farmers a bitmap in the portable format, or nothing
     */
    void add(int lane, long moreResponses, long moreAnswering, ByteBuffer farmers) {
        responses += moreResponses;
        answering += moreAnswering;
        if (farmers.hasRemaining()) {
            farmersByLane
                    .computeIfAbsent(lane, l -> new MutableRoaringBitmap())
                    .or(new ImmutableRoaringBitmap(farmers));
        }
    }

    /** Adds another crowd. */
    void add(Crowd other) {
        responses += other.responses;
        answering += other.answering;
        other.farmersByLane.forEach((lane, farmers) -> farmersByLane
                .computeIfAbsent(lane, l -> new MutableRoaringBitmap())
                .or(farmers));
    }

    /**
     * Those of a whole who are in none of its parts. Where the parts overlap it may be fewer than there are.
     */
    static Crowd remainder(Crowd whole, Collection<Crowd> parts) {
        Crowd remainder = new Crowd();
        remainder.add(whole);
        for (Crowd part : parts) {
            remainder.responses -= part.responses;
            remainder.answering -= part.answering;
            part.farmersByLane.forEach((lane, farmers) ->
                    remainder.farmersByLane.computeIfPresent(lane, (l, remaining) -> without(remaining, farmers)));
        }
        remainder.responses = Math.max(remainder.responses, remainder.farmers());
        remainder.answering = Math.max(remainder.answering, 0);
        return remainder;
    }

    private static MutableRoaringBitmap without(MutableRoaringBitmap remaining, MutableRoaringBitmap farmers) {
        remaining.andNot(farmers);
        return remaining;
    }

    /** Responses. */
    long responses() {
        return responses;
    }

    /** Responses that answered the question. */
    long answering() {
        return answering;
    }

    /** Distinct farmers. */
    long farmers() {
        long farmers = 0;
        for (MutableRoaringBitmap lane : farmersByLane.values()) {
            farmers += lane.getLongCardinality();
        }
        return farmers;
    }
}
