package org.farmer1st.workflows.rules;

import java.util.ArrayList;
import java.util.List;

/** Activities that do nothing but note that they were asked to. */
final class RecordingActivities implements RulesActivities {

    final List<String> calls = new ArrayList<>();
    private final String refusal;
    private int failures;

    /** @param failures how often writing fails before it answers */
    RecordingActivities(String refusal, int failures) {
        this.refusal = refusal;
        this.failures = failures;
    }

    @Override
    public void begin(RulesRequest request) {
        calls.add("begin");
    }

    @Override
    public String writeRules(RulesRequest request) {
        if (failures > 0) {
            failures--;
            calls.add("no database");
            throw new IllegalStateException("no database");
        }
        calls.add("write " + request.version());
        return refusal;
    }

    @Override
    public void end(RulesRequest request, String reason) {
        calls.add("end " + (reason == null ? "completed" : "failed: " + reason));
    }
}
