package org.farmer1st.benchmarks.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.Spread;

/** Figures as a person reads them. */
public final class Figures {

    private static final String UNKNOWN = "-";

    private Figures() {}

    /** Three digits that matter. */
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A dash for null. */
    public static String median(Spread spread) {
        return spread == null ? UNKNOWN : number(spread.median());
    }

    /** Least to most; nothing for null. */
    public static String range(Spread spread) {
        return spread == null ? "" : number(spread.least()) + "–" + number(spread.most());
    }

    /** What was measured on, in lines. */
    public static String machine(MachineFacts machine, Map<String, String> versions, Spread otherProcessors) {
        return machine.cores() + " cores (" + machine.processor() + "), " + (machine.memoryBytes() >> 30)
                + " GB, " + machine.system() + ", " + machine.java() + "\n" + "commit " + machine.commit() + ", "
                + versions.entrySet().stream()
                        .map(version -> version.getKey() + ' ' + version.getValue())
                        .collect(Collectors.joining(", "))
                + "\nLoad average before: " + number(machine.loadAverage())
                + (otherProcessors == null
                        ? ""
                        : "; others kept " + number(otherProcessors.median()) + " processors busy ("
                                + range(otherProcessors) + ")")
                + ".\n";
    }
}
