package org.farmer1st.analytics.cells;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A sum of doubles kept as two, about 32 digits: adding and taking back in any order ends at the same double but for the
 * last bit. Source: Dekker, "A floating-point technique for extending the available precision", 1971 (two-sum and
 * two-product; the latter by fused multiply-add).
 */
final class PreciseSum {

    private double high;
    private double low;

    /** Adds {@code left * right}. */
    void addProduct(double left, double right) {
        double product = left * right;
        add(product);
        add(Math.fma(left, right, -product));
    }

    /** Adds {@code value * value * times}. */
    void addSquare(double value, double times) {
        double square = value * value;
        addProduct(square, times);
        addProduct(Math.fma(value, value, -square), times);
    }

    private void add(double value) {
        double sum = high + value;
        double added = sum - high;
        double lost = (high - (sum - added)) + (value - added);
        double rest = low + lost;
        high = sum + rest;
        low = rest - (high - sum);
    }

    double value() {
        return high + low;
    }

    PreciseSum copy() {
        PreciseSum copy = new PreciseSum();
        copy.high = high;
        copy.low = low;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(high);
        out.writeDouble(low);
    }

    static PreciseSum read(DataInput in) throws IOException {
        PreciseSum sum = new PreciseSum();
        sum.high = in.readDouble();
        sum.low = in.readDouble();
        return sum;
    }
}
