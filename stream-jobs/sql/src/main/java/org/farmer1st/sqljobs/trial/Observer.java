package org.farmer1st.sqljobs.trial;

import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Hands what reaches the end of a job to the process that runs it: the job's tasks are threads of the same process, which
 * tries one job and ends.
 */
final class Observer<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private static volatile Consumer<Object> rows = ignored -> {};
    private static volatile Consumer<Object> deadLetters = ignored -> {};

    private final boolean ofDeadLetters;

    private Observer(boolean ofDeadLetters) {
        this.ofDeadLetters = ofDeadLetters;
    }

    /** Sees a view's rows. */
    @SuppressWarnings("unchecked")
    static <T> Observer<T> ofRows(Consumer<T> observer) {
        rows = (Consumer<Object>) observer;
        return new Observer<>(false);
    }

    /** Sees dead letters. */
    @SuppressWarnings("unchecked")
    static <T> Observer<T> ofDeadLetters(Consumer<T> observer) {
        deadLetters = (Consumer<Object>) observer;
        return new Observer<>(true);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context ignored) {
                (ofDeadLetters ? deadLetters : rows).accept(element);
            }

            @Override
            public void flush(boolean endOfInput) {
                // Nothing is kept.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
