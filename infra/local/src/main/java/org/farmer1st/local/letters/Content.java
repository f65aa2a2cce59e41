package org.farmer1st.local.letters;

import org.apache.avro.Schema;

/** What the bytes of a letter are. */
sealed interface Content {

    /** There is no value. */
    record Nothing() implements Content {}

    /**
     * The event that belongs into the topic they came from; what is wrong with it is not its form.
     *
     * @param schemaId by which the registry knows its schema
     * @param json in Avro's JSON encoding, which names the branch of each union
     */
    record Event(int schemaId, Schema schema, String json) implements Content {}

    /** An event of another topic, which may well be one for personal data: it is named and not shown. */
    record OtherEvent(String name) implements Content {}

    /** Not in the wire format, of an unknown schema, or cut off. */
    record Unreadable(byte[] bytes) implements Content {}
}
