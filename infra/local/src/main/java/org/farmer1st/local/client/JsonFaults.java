package org.farmer1st.local.client;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Faults of JSON input, in words for the person who wrote it. */
final class JsonFaults {

    private JsonFaults() {}

    /** What is wrong, and where. */
    static String describe(JsonProcessingException fault) {
        JsonLocation at = fault.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return fault.getOriginalMessage() + where;
    }
}
