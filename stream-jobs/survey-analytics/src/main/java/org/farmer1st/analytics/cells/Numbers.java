package org.farmer1st.analytics.cells;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.io.Encoder;
import org.farmer1st.schemas.NumberValues;

/**
 * The numbers answered to one question in one cell, all of which can be taken back.
 *
 * <p>Up to {@value #MOST_VALUES} different values are counted each, and everything about them is exact; where they are whole in a decimal
 * unit, their sums are kept beside them ({@link UnitSums}). With one more they become counts of {@link LogarithmicBuckets}, for good:
 * quantiles, minimum and maximum are then within 1 %, while count, sum and sum of squares stay as they are ({@link PreciseSum}). Integers
 * above 2^53 count as the nearest double.
 *
 * <p>Bytes in a row: at most {@value #CELL_BYTES}, and {@value #VALUE_BYTES} a value, so 9 KiB exact (1.5 KiB where values have few decimal
 * places and lie close together, see {@link NumberValues}) and, with all 5,529 buckets in use, 98 KiB in the worst case;
 * values of one sign that span nine orders of magnitude use about 1,040 buckets, 11 KiB. In memory it is 16 bytes a value.
 */
final class Numbers {

    /** The most different values that are counted each. */
    static final int MOST_VALUES = 512;

    static final int CELL_BYTES = 46;
    static final int VALUE_BYTES = 18;

    private static final int FIRST_CAPACITY = 4;

    /** Values, or the numbers of buckets; ascending. */
    private double[] keys = new double[FIRST_CAPACITY];

    private long[] counts = new long[FIRST_CAPACITY];
    private int size;

    /** How many of the values need so many decimal places; what a row's values are written with follows from the most. */
    private final int[] ofDecimals = new int[NumberValues.NONE + 1];

    /** The sums of the exact values in units of {@link #summedDecimals}; made anew when that is not what a row needs. */
    private UnitSums unitSums;

    private int summedDecimals = NumberValues.NONE;

    /** null while values are exact. */
    private PreciseSum sum;

    private PreciseSum sumOfSquares;

    /** Counts a value {@code times} more, or less where that is negative. */
    void count(double value, long times) {
        double counted = value + 0.0; // minus zero is zero
        if (sum == null) {
            change(counted, times);
            if (size > MOST_VALUES) {
                turnIntoBuckets();
            }
        } else {
            change(LogarithmicBuckets.of(counted), times);
            addToSums(counted, times);
        }
    }

    private void change(double key, long times) {
        int found = Arrays.binarySearch(keys, 0, size, key);
        addToUnitSums(key, times, found < 0);
        if (found >= 0) {
            counts[found] += times;
            if (counts[found] == 0) {
                size--;
                countDecimals(key, -1);
                System.arraycopy(keys, found + 1, keys, found, size - found);
                System.arraycopy(counts, found + 1, counts, found, size - found);
                return;
            }
        } else {
            insert(-found - 1, key, times);
            countDecimals(key, 1);
            found = -found - 1;
        }
        if (counts[found] < 0) {
            throw new IllegalStateException("A number is taken back that was never counted: " + key);
        }
    }

    private void insert(int at, double key, long times) {
        if (size == keys.length) {
            int capacity = size + Math.max(FIRST_CAPACITY, size / 2);
            keys = Arrays.copyOf(keys, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        keys[at] = key;
        counts[at] = times;
        size++;
    }

    private void countDecimals(double key, int times) {
        if (sum == null) {
            ofDecimals[NumberValues.decimals(key)] += times;
        }
    }

    /** Where the sums hold all values that are there, they hold this one too, unless it is another that is too fine or too large. */
    private void addToUnitSums(double key, long times, boolean another) {
        if (summedDecimals == NumberValues.NONE) {
            return;
        }
        if (another && (NumberValues.decimals(key) > summedDecimals || !isSummable(Math.abs(key), summedDecimals))) {
            summedDecimals = NumberValues.NONE;
            return;
        }
        unitSums.add(NumberValues.units(key, summedDecimals), times);
    }

    private static boolean isSummable(double magnitude, int decimals) {
        return NumberValues.fits(magnitude, decimals) && NumberValues.units(magnitude, decimals) <= UnitSums.LARGEST;
    }

    private void sumUnits(int decimals) {
        if (summedDecimals != decimals) {
            unitSums = new UnitSums();
            summedDecimals = decimals;
            for (int i = 0; i < size; i++) {
                unitSums.add(NumberValues.units(keys[i], decimals), counts[i]);
            }
        }
    }

    private void turnIntoBuckets() {
        unitSums = null;
        summedDecimals = NumberValues.NONE;
        double[] values = Arrays.copyOf(keys, size);
        long[] times = Arrays.copyOf(counts, size);
        size = 0;
        sum = new PreciseSum();
        sumOfSquares = new PreciseSum();
        for (int i = 0; i < values.length; i++) {
            change(LogarithmicBuckets.of(values[i]), times[i]);
            addToSums(values[i], times[i]);
        }
    }

    private void addToSums(double value, long times) {
        sum.addProduct(value, times);
        sumOfSquares.addSquare(value, times);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** As a NumberCell. */
    void encode(Encoder out) throws IOException {
        long count = 0;
        for (int i = 0; i < size; i++) {
            count += counts[i];
        }
        int decimals = decimals();
        out.writeLong(count);
        encodeSums(out, decimals);
        out.writeBoolean(sum != null);
        encodeValues(out, decimals == NumberValues.NONE ? size : 0);
        out.writeArrayStart();
        out.setItemCount(size);
        for (int i = 0; i < size; i++) {
            out.startItem();
            out.writeLong(counts[i]);
        }
        out.writeArrayEnd();
        if (decimals == NumberValues.NONE) {
            encodeSteps(out, 0, 0);
        } else {
            encodeSteps(out, decimals, size);
        }
    }

    /** Which way follows from the values that are there, as everything in a row does. */
    private void encodeSums(Encoder out, int decimals) throws IOException {
        PreciseSum total = sum;
        PreciseSum squares = sumOfSquares;
        if (sum == null) {
            if (decimals != NumberValues.NONE && isSummable(largestMagnitude(), decimals)) {
                sumUnits(decimals);
                out.writeDouble(unitSums.sum(NumberValues.unitsOfOne(decimals)));
                out.writeDouble(unitSums.sumOfSquares(NumberValues.unitsOfOne(decimals)));
                return;
            }
            total = new PreciseSum();
            squares = new PreciseSum();
            for (int i = 0; i < size; i++) {
                total.addProduct(keys[i], counts[i]);
                squares.addSquare(keys[i], counts[i]);
            }
        }
        out.writeDouble(total.value());
        out.writeDouble(squares.value());
    }

    private double largestMagnitude() {
        return Math.max(Math.abs(keys[0]), Math.abs(keys[size - 1]));
    }

    /** With how many decimal places all values are whole; NONE where they are not, or stand for buckets. */
    private int decimals() {
        if (sum != null) {
            return NumberValues.NONE;
        }
        int most = NumberValues.NONE;
        while (most > 0 && ofDecimals[most] == 0) {
            most--;
        }
        return NumberValues.fits(largestMagnitude(), most) ? most : NumberValues.NONE;
    }

    private void encodeValues(Encoder out, int number) throws IOException {
        out.writeArrayStart();
        out.setItemCount(number);
        for (int i = 0; i < number; i++) {
            out.startItem();
            out.writeDouble(sum == null ? keys[i] : LogarithmicBuckets.representative((int) keys[i]));
        }
        out.writeArrayEnd();
    }

    private void encodeSteps(Encoder out, int decimals, int number) throws IOException {
        out.writeInt(decimals);
        out.writeArrayStart();
        out.setItemCount(number);
        long before = 0;
        for (int i = 0; i < number; i++) {
            long units = NumberValues.units(keys[i], decimals);
            out.startItem();
            out.writeLong(units - before);
            before = units;
        }
        out.writeArrayEnd();
    }

    Numbers copy() {
        Numbers copy = new Numbers();
        copy.keys = keys.clone();
        copy.counts = counts.clone();
        copy.size = size;
        System.arraycopy(ofDecimals, 0, copy.ofDecimals, 0, ofDecimals.length);
        copy.sum = sum == null ? null : sum.copy();
        copy.sumOfSquares = sumOfSquares == null ? null : sumOfSquares.copy();
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeDouble(keys[i]);
            out.writeLong(counts[i]);
        }
        out.writeBoolean(sum != null);
        if (sum != null) {
            sum.write(out);
            sumOfSquares.write(out);
        }
    }

    static Numbers read(DataInput in) throws IOException {
        Numbers numbers = new Numbers();
        numbers.size = in.readInt();
        numbers.keys = new double[Math.max(FIRST_CAPACITY, numbers.size)];
        numbers.counts = new long[numbers.keys.length];
        for (int i = 0; i < numbers.size; i++) {
            numbers.keys[i] = in.readDouble();
            numbers.counts[i] = in.readLong();
        }
        if (in.readBoolean()) {
            numbers.sum = PreciseSum.read(in);
            numbers.sumOfSquares = PreciseSum.read(in);
        } else {
            for (int i = 0; i < numbers.size; i++) {
                numbers.countDecimals(numbers.keys[i], 1);
            }
        }
        return numbers;
    }
}
