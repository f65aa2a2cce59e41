package org.farmer1st.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * What several rounds came to.
 *
 * @param median of the rounds; of an even number of them, the mean of the two in the middle
 * @param least of the rounds
 * @param most of the rounds
 */
public record Spread(double median, double least, double most) {

    /** @throws IllegalArgumentException where nothing was measured */
    public static Spread of(List<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /**
     * The spread of {@code of[i] / to[i]}: each round's ratio is taken within the round, because what disturbs a machine
     * disturbs neighbours in time alike.
     *
     * @throws IllegalArgumentException where one was measured in more rounds than the other
     */
    public static Spread ofRatios(List<Double> of, List<Double> to) {
        if (of.size() != to.size()) {
            throw new IllegalArgumentException(of.size() + " rounds against " + to.size());
        }
        List<Double> ratios = new ArrayList<>(of.size());
        for (int i = 0; i < of.size(); i++) {
            ratios.add(of.get(i) / to.get(i));
        }
        return of(ratios);
    }
}
