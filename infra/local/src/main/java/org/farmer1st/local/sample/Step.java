package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One request of a generated load. Sent again it is a repeat, and changes nothing. */
public sealed interface Step {

    /** Whose response it is about. */
    String farmerId();

    /** Which response it is about. */
    String responseId();

    /** A response for the first time: {@code POST /v1/responses}, without {@code sentAt}. */
    record Send(ObjectNode body) implements Step {
        @Override
        public String farmerId() {
            return body.path("farmerId").asText();
        }

        @Override
        public String responseId() {
            return body.path("responseId").asText();
        }
    }

    /** An edit: {@code PUT}, with {@code versionId} and {@code replaces}, without {@code sentAt}. */
    record Edit(ObjectNode body) implements Step {
        @Override
        public String farmerId() {
            return body.path("farmerId").asText();
        }

        @Override
        public String responseId() {
            return body.path("responseId").asText();
        }
    }

    /** A withdrawal: {@code DELETE}. */
    record Withdrawal(String farmerId, String responseId) implements Step {}
}
