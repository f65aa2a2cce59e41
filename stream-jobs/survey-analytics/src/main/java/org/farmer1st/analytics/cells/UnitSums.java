package org.farmer1st.analytics.cells;

/**
 * The sum and the sum of squares of numbers that are whole in some unit, in whole numbers: whatever was added and taken back, in
 * whatever order, they are those of what is left. Adding costs the same however many there are.
 *
 * <p>Exact for units up to {@value #LARGEST} in magnitude, of which fewer than 2^32 are counted.
 */
final class UnitSums {

    /** The largest magnitude in units: its square, times 2^32, has 95 bits. */
    static final long LARGEST = 1L << 31;

    private static final double TWO_TO_THE_64 = 0x1p64;

    private long sum;

    /** The sum of squares as 128 bits. */
    private long squaresHigh;

    private long squaresLow;

    /** Adds so many of a number, or takes them back where {@code times} is negative. */
    void add(long units, long times) {
        sum += units * times;
        long square = units * units;
        long low = square * times;
        squaresLow += low;
        squaresHigh += Math.multiplyHigh(square, times) + (Long.compareUnsigned(squaresLow, low) < 0 ? 1 : 0);
    }

    /** @param unit how many units make one */
    double sum(double unit) {
        return sum / unit;
    }

    /** @param unit how many units make one */
    double sumOfSquares(double unit) {
        double low = (squaresLow >>> 1) * 2.0 + (squaresLow & 1);
        return (squaresHigh * TWO_TO_THE_64 + low) / (unit * unit);
    }
}
