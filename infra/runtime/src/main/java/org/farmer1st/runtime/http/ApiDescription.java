package org.farmer1st.runtime.http;

/**
 * What the head of a document says of its interface.
 *
 * @param version of the interface; a caller of another first number must change
 * @param description CommonMark
 * @param schemas what the operations name
 */
public record ApiDescription(String title, String version, String description, ApiSchemas schemas) {}
