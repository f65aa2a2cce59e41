package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * A job that a data team attached, as the platform keeps it: what runs now, or would if it weren't stopped. Which of its runs
 * readers see says the database.
 *
 * @param kind {@code sql}, {@code flink}, or {@code streams}: the last is a process of its own, the others run on the cluster
 * @param view the view that it feeds
 * @param reads the topics that it reads
 * @param stopped whether somebody stopped it
 * @param runs one for each generation of its view that it writes, oldest first: the live one, and a shadow beside it
 */
public record AttachedJob(String name, String kind, String view, List<String> reads, boolean stopped, List<Run> runs) {

    /** The setting that says which class a run that is a process is started with. */
    public static final String MAIN_CLASS = "MAIN_CLASS";

    /** The setting that says what stands behind its own jar on the class path of a run that is a process. */
    public static final String CLASS_PATH = "CLASS_PATH";

    /** The setting that says what the state of a run that is a process looks like. */
    public static final String STATE = "STATE";

    /**
     * A run of a job.
     *
     * @param generation of the view, which it writes
     * @param program stands for what it runs: the same for the same jar and settings
     * @param jar the name of its jar, a copy, in the job's directory
     * @param settings beyond those that every job is given
     */
    public record Run(int generation, String program, String jar, Map<String, String> settings) {}

    public AttachedJob {
        reads = reads == null ? List.of() : List.copyOf(reads);
        runs = runs == null ? List.of() : List.copyOf(runs);
    }

    /** The name of the job that a run is of: {@code NAME.GENERATION} without the generation. */
    static String ofRun(String run) {
        return run.substring(0, run.lastIndexOf('.'));
    }

    /** Whether its runs are processes of their own, and not on the cluster. */
    @JsonIgnore
    public boolean isProcess() {
        return kind.equals("streams");
    }

    /** The same, stopped or not. */
    public AttachedJob stopped(boolean isStopped) {
        return new AttachedJob(name, kind, view, reads, isStopped, runs);
    }

    /** The same with other runs. */
    public AttachedJob with(List<Run> others) {
        return new AttachedJob(name, kind, view, reads, stopped, others);
    }

    /** The same, reading other topics. */
    public AttachedJob reading(List<String> topics) {
        return new AttachedJob(name, kind, view, topics, stopped, runs);
    }
}
