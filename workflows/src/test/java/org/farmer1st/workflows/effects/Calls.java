package org.farmer1st.workflows.effects;

import java.util.ArrayList;
import java.util.List;

/** What activities were asked to do, which do nothing else. */
public final class Calls {

    private final List<String> calls = new ArrayList<>();
    private final String refusal;
    private int failures;

    /**
     * @param refusal what writing answers; null for nothing
     * @param failures how often writing fails before it answers
     */
    Calls(String refusal, int failures) {
        this.refusal = refusal;
        this.failures = failures;
    }

    /** In their order. */
    List<String> calls() {
        return calls;
    }

    /** The workflow began. */
    public void begin() {
        calls.add("begin");
    }

    /** Its effect was asked for. */
    public String write(String what) {
        if (failures > 0) {
            failures--;
            calls.add("no database");
            throw new IllegalStateException("no database");
        }
        calls.add("write " + what);
        return refusal;
    }

    /** It ended. */
    public void end(String reason) {
        calls.add("end " + (reason == null ? "completed" : "failed: " + reason));
    }
}
