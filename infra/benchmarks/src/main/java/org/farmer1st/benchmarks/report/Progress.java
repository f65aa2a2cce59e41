package org.farmer1st.benchmarks.report;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a benchmark is: a bar on a terminal, a line a step elsewhere; both on standard error. */
public final class Progress implements AutoCloseable {

    private final ProgressBar bar;
    private final PrintStream lines;
    private final long steps;
    private long done;

    /** @param steps how many {@link #done} will be called */
    public Progress(String task, long steps) {
        this.steps = steps;
        lines = System.err;
        bar = hasPerson()
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(steps)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .build()
                : null;
    }

    /** Says what is being done now. */
    public void doing(String what) {
        if (bar == null) {
            lines.println(what);
        } else {
            bar.setExtraMessage(what);
        }
    }

    /** A step is done. */
    public void done(String what) {
        done++;
        if (bar == null) {
            lines.println(done + "/" + steps + " " + what);
        } else {
            bar.step();
            bar.setExtraMessage(what);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** Since JDK 22 there is a console even where there is no terminal; it then says so itself. */
    private static boolean hasPerson() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
