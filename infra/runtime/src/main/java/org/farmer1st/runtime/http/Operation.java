package org.farmer1st.runtime.http;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.farmer1st.runtime.http.Parameter.In;

/**
 * What the document says of a route, beside its method and path. Schemas are named as in {@link ApiSchemas}. The errors
 * that every route of its kind may answer (no token, not permitted, too many requests, a body too large …) are added
 * by {@link ApiDocument}.
 */
public final class Operation {

    private final String id;
    private final String summary;
    private final Access access;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Content> bodies = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    private String description = "";
    private String metaSchema = "Meta";

    /** A media type, and the schema of what is in it. */
    record Content(String mediaType, String schema) {}

    /** How an answer is written. */
    enum Form {
        ENVELOPE,
        LIST,
        PLAIN,
        EMPTY
    }

    /** An answer that is no error. Several of one status are forms of the same. */
    record Answer(int status, Form form, String mediaType, String schema, String description) {}

    private Operation(String id, String summary, Access access) {
        this.id = id;
        this.summary = summary;
        this.access = access;
    }

    /**
     * An operation.
     *
     * @param id unique in its interface, in camel case: generated clients have a method of this name
     * @param summary a few words
     */
    public static Operation of(String id, String summary, Access access) {
        return new Operation(id, summary, access);
    }

    /** More than the summary says, as CommonMark. */
    public Operation description(String text) {
        description = text;
        return this;
    }

    /** A parameter in the path. */
    public Operation path(String name, String schema, String text) {
        parameters.add(new Parameter(In.PATH, name, schema, text, true));
        return this;
    }

    /** A parameter in the query, which may be left out. */
    public Operation query(String name, String schema, String text) {
        parameters.add(new Parameter(In.QUERY, name, schema, text, false));
        return this;
    }

    /** A parameter in the query, {@code name[key]=value}, which may be there for any number of keys. */
    public Operation queryByKey(String name, String schema, String text) {
        parameters.add(new Parameter(In.QUERY_BY_KEY, name, schema, text, false));
        return this;
    }

    /** A header, which may be left out. */
    public Operation header(String name, String schema, String text) {
        parameters.add(new Parameter(In.HEADER, name, schema, text, false));
        return this;
    }

    /** A body of {@code application/json}, which must be there. */
    public Operation body(String schema) {
        return body("application/json", schema);
    }

    /** A body in one of several media types. */
    public Operation body(String mediaType, String schema) {
        bodies.add(new Content(mediaType, schema));
        return this;
    }

    /** Answers with data in the envelope. */
    public Operation answers(int status, String schema, String text) {
        answers.add(new Answer(status, Form.ENVELOPE, "application/json", schema, text));
        return this;
    }

    /** Answers 200 with a list, whose items have this schema, and its pagination. */
    public Operation answersList(String schema, String text) {
        answers.add(new Answer(200, Form.LIST, "application/json", schema, text));
        return this;
    }

    /** Answers with something that is in no envelope. */
    public Operation answersPlain(int status, String mediaType, String schema, String text) {
        answers.add(new Answer(status, Form.PLAIN, mediaType, schema, text));
        return this;
    }

    /** Answers with a status alone. */
    public Operation answersEmpty(int status, String text) {
        answers.add(new Answer(status, Form.EMPTY, null, null, text));
        return this;
    }

    /** The schema of {@code meta}, where there is more in it than in every answer. */
    public Operation meta(String schema) {
        metaSchema = schema;
        return this;
    }

    /** Errors that this route may answer, beyond those of every route. */
    public Operation errors(ErrorCode... codes) {
        errors.addAll(List.of(codes));
        return this;
    }

    String id() {
        return id;
    }

    String summary() {
        return summary;
    }

    Access access() {
        return access;
    }

    String description() {
        return description;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    List<Content> bodies() {
        return bodies;
    }

    List<Answer> answers() {
        return answers;
    }

    Set<ErrorCode> errors() {
        return errors;
    }

    String metaSchema() {
        return metaSchema;
    }
}
