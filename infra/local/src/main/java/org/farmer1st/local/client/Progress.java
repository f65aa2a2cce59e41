package org.farmer1st.local.client;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work is: a bar on a terminal, a plain line every few seconds elsewhere. Safe for use by several threads. */
public interface Progress extends AutoCloseable {

    /** That much more is done. */
    void advance(long by);

    @Override
    void close();

    /** The form that suits where standard error goes. */
    static Progress of(String task, long total, PrintWriter lines) {
        return Terminal.hasPerson() ? new Bar(task, total) : new Lines(task, total, lines);
    }

    /** A bar, on standard error. */
    final class Bar implements Progress {

        private final ProgressBar bar;

        Bar(String task, long total) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200)
                    .showSpeed()
                    .build();
        }

        @Override
        public void advance(long by) {
            bar.stepBy(by);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Plain lines, for logs and pipes. */
    final class Lines implements Progress {

        private static final long BETWEEN_LINES = Duration.ofSeconds(5).toNanos();

        private final String task;
        private final long total;
        private final PrintWriter lines;
        private final AtomicLong done = new AtomicLong();
        private long lastLine = System.nanoTime();

        Lines(String task, long total, PrintWriter lines) {
            this.task = task;
            this.total = total;
            this.lines = lines;
        }

        @Override
        public void advance(long by) {
            long now = done.addAndGet(by);
            synchronized (this) {
                if (System.nanoTime() - lastLine > BETWEEN_LINES) {
                    lastLine = System.nanoTime();
                    lines.println(task + ": " + now + " of " + total);
                    lines.flush();
                }
            }
        }

        @Override
        public void close() {
            // Every line was written as it came.
        }
    }
}
