package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The survey of the demo and of generated loads: coffee and maize plots, invented, with a repeat inside a repeat. */
public final class SampleSurvey {

    /** Its surveyId. */
    public static final String ID = "coffee-plots";

    private SampleSurvey() {}

    /** Its definition, as it is published. */
    public static JsonNode definition() {
        try (InputStream resource = SampleSurvey.class.getResourceAsStream("coffee-plots.json")) {
            return new ObjectMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
