package org.farmer1st.analytics.cells;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.events.NumberCell;

/**
 * The numbers answered to one question in one cell, all of which can be taken back.
 *
 * <p>Up to {@value #MOST_VALUES} different values are counted each, and everything about them is exact. With one more
 * they become counts of {@link LogarithmicBuckets}, for good: quantiles, minimum and maximum are then within 1 %, while
 * count, sum and sum of squares stay exact (kept as decimals, so that the order of adding and taking back does not
 * matter). Integers above 2^53 count as the nearest double.
 *
 * <p>Bytes in a row: at most 16 a value, so 8 KiB exact and, with all 5,529 buckets in use, 90 KiB in the worst case;
 * values that span nine orders of magnitude use about 1,040 buckets, 10 KiB.
 */
final class Numbers {

    /** The most different values that are counted each. */
    static final int MOST_VALUES = 512;

    private TreeMap<Double, Long> values = new TreeMap<>();
    private TreeMap<Integer, Long> buckets;
    private BigDecimal sum = BigDecimal.ZERO;
    private BigDecimal sumOfSquares = BigDecimal.ZERO;

    /** Counts a value {@code times} more, or less where that is negative. */
    void count(double value, long times) {
        double counted = value + 0.0; // minus zero is zero
        if (buckets == null) {
            change(values, counted, times);
            if (values.size() > MOST_VALUES) {
                turnIntoBuckets();
            }
        } else {
            change(buckets, LogarithmicBuckets.of(counted), times);
            addToSums(counted, times);
        }
    }

    private static <K> void change(TreeMap<K, Long> counts, K key, long times) {
        long count = counts.getOrDefault(key, 0L) + times;
        if (count < 0) {
            throw new IllegalStateException("A number is taken back that was never counted: " + key);
        }
        if (count == 0) {
            counts.remove(key);
        } else {
            counts.put(key, count);
        }
    }

    private void turnIntoBuckets() {
        buckets = new TreeMap<>();
        values.forEach((value, count) -> {
            buckets.merge(LogarithmicBuckets.of(value), count, Long::sum);
            addToSums(value, count);
        });
        values = new TreeMap<>();
    }

    private void addToSums(double value, long times) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal weight = BigDecimal.valueOf(times);
        sum = sum.add(exact.multiply(weight));
        sumOfSquares = sumOfSquares.add(exact.multiply(exact).multiply(weight));
    }

    boolean isEmpty() {
        return values.isEmpty() && (buckets == null || buckets.isEmpty());
    }

    NumberCell toCell() {
        int size = buckets == null ? values.size() : buckets.size();
        List<Double> shown = new ArrayList<>(size);
        List<Long> counts = new ArrayList<>(size);
        long count = 0;
        double total = 0;
        double squares = 0;
        if (buckets == null) {
            for (Map.Entry<Double, Long> entry : values.entrySet()) {
                double value = entry.getKey();
                long times = entry.getValue();
                shown.add(value);
                counts.add(times);
                count += times;
                total += value * times;
                squares += value * value * times;
            }
        } else {
            for (Map.Entry<Integer, Long> entry : buckets.entrySet()) {
                shown.add(LogarithmicBuckets.representative(entry.getKey()));
                counts.add(entry.getValue());
                count += entry.getValue();
            }
            total = sum.doubleValue();
            squares = sumOfSquares.doubleValue();
        }
        return new NumberCell(count, total, squares, buckets != null, shown, counts);
    }

    Numbers copy() {
        Numbers copy = new Numbers();
        copy.values = new TreeMap<>(values);
        copy.buckets = buckets == null ? null : new TreeMap<>(buckets);
        copy.sum = sum;
        copy.sumOfSquares = sumOfSquares;
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(buckets != null);
        if (buckets == null) {
            out.writeInt(values.size());
            for (Map.Entry<Double, Long> entry : values.entrySet()) {
                out.writeDouble(entry.getKey());
                out.writeLong(entry.getValue());
            }
        } else {
            out.writeInt(buckets.size());
            for (Map.Entry<Integer, Long> entry : buckets.entrySet()) {
                out.writeInt(entry.getKey());
                out.writeLong(entry.getValue());
            }
            writeDecimal(sum, out);
            writeDecimal(sumOfSquares, out);
        }
    }

    static Numbers read(DataInput in) throws IOException {
        Numbers numbers = new Numbers();
        boolean approximate = in.readBoolean();
        int size = in.readInt();
        if (approximate) {
            numbers.buckets = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                numbers.buckets.put(in.readInt(), in.readLong());
            }
            numbers.sum = readDecimal(in);
            numbers.sumOfSquares = readDecimal(in);
        } else {
            for (int i = 0; i < size; i++) {
                numbers.values.put(in.readDouble(), in.readLong());
            }
        }
        return numbers;
    }

    private static void writeDecimal(BigDecimal decimal, DataOutput out) throws IOException {
        byte[] unscaled = decimal.unscaledValue().toByteArray();
        out.writeInt(decimal.scale());
        out.writeInt(unscaled.length);
        out.write(unscaled);
    }

    private static BigDecimal readDecimal(DataInput in) throws IOException {
        int scale = in.readInt();
        byte[] unscaled = new byte[in.readInt()];
        in.readFully(unscaled);
        return new BigDecimal(new BigInteger(unscaled), scale);
    }
}
