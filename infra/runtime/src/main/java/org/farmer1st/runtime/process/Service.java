package org.farmer1st.runtime.process;

/** A process's work: started once, closed once, in that order. */
public interface Service extends AutoCloseable {

    /** Starts, and returns when started; it goes on in threads of its own. */
    void start();

    /** Lets what is under way finish, within bounds, and frees what was taken. */
    @Override
    void close();
}
