package org.farmer1st.streams.attached;

/**
 * What a run of a job is called: each generation of its view is computed by an application of its own, with offsets, state and
 * topics of its own, so that two of them run side by side.
 *
 * @param job the job's name, which its dead letters go by
 * @param generation of the view
 */
public record JobNames(String job, int generation) {

    /** The application id: of its group, its transactions, its changelogs. */
    public String application() {
        return job + '.' + generation;
    }

    /** The topic between its two steps, of one partition: what each record that was read changes. */
    public String changes() {
        return application() + ".changes";
    }

    /** The topic of one partition that its view is written from. */
    public String rows() {
        return application() + ".rows";
    }
}
