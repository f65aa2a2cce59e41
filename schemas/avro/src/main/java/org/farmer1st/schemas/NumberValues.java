package org.farmer1st.schemas;

import java.util.List;
import org.farmer1st.events.NumberCell;

/**
 * How the values of a {@link NumberCell} are written. What people answer are decimal numbers of few places, and a row of the view
 * survey_cells is written again with each of its changes: as whole numbers of a decimal unit, each the difference from the one before, a
 * value mostly has a byte instead of eight. It is the same double that comes back.
 */
public final class NumberValues {

    /** The largest magnitude of an answer: the sum of the squares of as many as a long can count is still a finite double. */
    public static final double LARGEST_ANSWER = 1e100;

    /** The most decimal places that values are looked at for. */
    public static final int MOST_DECIMALS = 6;

    /** What {@link #decimals} answers for a value that is no whole number of any unit. */
    public static final int NONE = MOST_DECIMALS + 1;

    private static final double[] UNITS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

    /** Up to here a value times a unit is off by a quarter at most, so that the nearest whole number is the right one. */
    private static final double LARGEST = 1L << 50;

    private NumberValues() {}

    /** The fewest decimal places with which a value is a whole number of units; {@link #NONE} where there are too many. */
    public static int decimals(double value) {
        for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
            double whole = Math.rint(value * UNITS[decimals]);
            if (Math.abs(whole) <= LARGEST && whole / UNITS[decimals] == value) {
                return decimals;
            }
        }
        return NONE;
    }

    /**
     * A value in units.
     *
     * @param decimals as many as {@link #decimals} answers for the value, or more, for which {@link #fits}
     */
    public static long units(double value, int decimals) {
        return (long) Math.rint(value * UNITS[decimals]);
    }

    /** How many units of so many decimal places make one. */
    public static double unitsOfOne(int decimals) {
        return UNITS[decimals];
    }

    /** Whether values up to this magnitude, of no more decimal places than this, are told apart and found again in these units. */
    public static boolean fits(double magnitude, int decimals) {
        return decimals <= MOST_DECIMALS && magnitude * UNITS[decimals] <= LARGEST;
    }

    /** The values of a cell, ascending, in whichever way they were written. */
    public static double[] of(NumberCell cell) {
        List<Long> steps = cell.getSteps();
        if (steps.isEmpty()) {
            return cell.getValues().stream().mapToDouble(Double::doubleValue).toArray();
        }
        double[] values = new double[steps.size()];
        long units = 0;
        for (int i = 0; i < values.length; i++) {
            units += steps.get(i);
            values[i] = units / UNITS[cell.getDecimals()];
        }
        return values;
    }
}
