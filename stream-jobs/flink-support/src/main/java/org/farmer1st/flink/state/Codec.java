package org.farmer1st.flink.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * How values of a type are written into state and between tasks: explicitly, each with the version of its layout, so
 * that a job whose layout changed still reads what an older one kept. A codec has a public constructor without
 * parameters, and its class keeps its name for as long as there are savepoints that mention it.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> extends Serializable {

    /** The class of the values. */
    Class<T> type();

    /** The version of the layout that {@link #write} writes, 0 to 127. Raise it with every change of layout. */
    int version();

    /** The oldest layout that {@link #read} still reads; state of an older one ends the job (see the README). */
    default int oldestVersion() {
        return 1;
    }

    /** Writes a value; never null. */
    void write(T value, DataOutput out) throws IOException;

    /** Reads a value of this layout version or an older one. */
    T read(int version, DataInput in) throws IOException;

    /** A value that shares nothing that can change with the one given; the value itself where it cannot change. */
    T copy(T value);
}
