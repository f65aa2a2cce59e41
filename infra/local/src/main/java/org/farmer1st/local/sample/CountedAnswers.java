package org.farmer1st.local.sample;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What one cell of a {@link PlainCount} holds of one question: everything as it was counted, nothing folded. */
final class CountedAnswers {

    private long answered;
    private long skipped;
    private final Map<String, Long> counts = new TreeMap<>();
    private double[] numbers = new double[4];
    private int size;
    private boolean sorted;

    void addSkipped() {
        skipped++;
    }

    void addAnswer() {
        answered++;
    }

    void addCount(String choice) {
        counts.merge(choice, 1L, Long::sum);
    }

    void addNumber(double number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size + size / 2);
        }
        numbers[size++] = number;
        sorted = false;
    }

    long answered() {
        return answered;
    }

    long skipped() {
        return skipped;
    }

    Map<String, Long> counts() {
        return counts;
    }

    long numbers() {
        return size;
    }

    double sum() {
        return Arrays.stream(numbers, 0, size).sum();
    }

    double mean() {
        return sum() / size;
    }

    /** Of the sample; not defined below two numbers. */
    double standardDeviation() {
        double mean = mean();
        double squares = Arrays.stream(numbers, 0, size)
                .map(x -> (x - mean) * (x - mean))
                .sum();
        return Math.sqrt(squares / (size - 1));
    }

    /** The smallest number that at least the share {@code p} of all numbers is not above. */
    double percentile(double p) {
        if (!sorted) {
            Arrays.sort(numbers, 0, size);
            sorted = true;
        }
        int rank = (int) Math.ceil(p * size);
        return numbers[Math.max(rank, 1) - 1];
    }

    double smallest() {
        return percentile(0);
    }

    double largest() {
        return percentile(1);
    }
}
