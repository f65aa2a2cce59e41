package org.farmer1st.benchmarks.report;

/**
 * Something that was aimed for, and what came of it.
 *
 * @param what is measured, in words
 * @param target the aim
 * @param atMost whether less is better: else {@code target} is the least
 * @param measured the median of the rounds
 * @param met whether the median is as aimed for
 */
public record Aim(String what, double target, boolean atMost, double measured, boolean met) {

    public static Aim atMost(String what, double target, double measured) {
        return new Aim(what, target, true, measured, measured <= target);
    }

    public static Aim atLeast(String what, double target, double measured) {
        return new Aim(what, target, false, measured, measured >= target);
    }

    /** A line for people. */
    public String text() {
        return (met ? "met      " : "not met  ")
                + what
                + ": "
                + Figures.number(measured)
                + (atMost ? ", aim at most " : ", aim at least ")
                + Figures.number(target);
    }
}
