package org.farmer1st.serving.points;

/**
 * A farmer's points.
 *
 * @param available may be paid out
 * @param pending earned, not yet available
 * @param reserved set aside for a payout that is under way
 * @param owed paid out, and taken back afterwards
 */
public record Points(long available, long pending, long reserved, long owed) {

    /** A farmer who has none. */
    public static final Points NONE = new Points(0, 0, 0, 0);

    /** What the farmer has: {@code available + pending + reserved - owed}. */
    public long balance() {
        return available + pending + reserved - owed;
    }
}
