package org.farmer1st.local.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One cell of a {@link PlainCount}: everything as it was counted, nothing folded. */
final class CountedCell {

    private long responses;
    private long answered;
    private long skipped;
    private final Set<String> farmers = new HashSet<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<Double> numbers = new ArrayList<>();
    private boolean sorted;

    void addResponse(String farmerId) {
        responses++;
        farmers.add(farmerId);
    }

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
        numbers.add(number);
        sorted = false;
    }

    long responses() {
        return responses;
    }

    long farmers() {
        return farmers.size();
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
        return numbers.size();
    }

    double sum() {
        return numbers.stream().mapToDouble(Double::doubleValue).sum();
    }

    double mean() {
        return sum() / numbers.size();
    }

    /** Of the sample; not defined below two numbers. */
    double standardDeviation() {
        double mean = mean();
        double squares =
                numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (numbers.size() - 1));
    }

    /** The smallest number that at least the share {@code p} of all numbers is not above. */
    double percentile(double p) {
        if (!sorted) {
            Collections.sort(numbers);
            sorted = true;
        }
        int rank = (int) Math.ceil(p * numbers.size());
        return numbers.get(Math.max(rank, 1) - 1);
    }

    double smallest() {
        return percentile(0);
    }

    double largest() {
        return percentile(1);
    }
}
