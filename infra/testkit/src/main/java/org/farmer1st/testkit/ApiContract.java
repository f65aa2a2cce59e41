package org.farmer1st.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An interface's OpenAPI 3.1 document, as something that its tests hold the interface to. Sources: the schema of OpenAPI
 * 3.1 documents as the OpenAPI Initiative publishes it (2022-10-07), and JSON Schema 2020-12.
 */
public final class ApiContract {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final String HERE = "https://farmer1st.test/openapi.json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    /** What may be answered where nothing is. */
    private static final Set<Integer> ELSEWHERE = Set.of(400, 401, 404, 405, 414);

    private final JsonNode document;
    private final SchemaRegistry strict;

    /**
     * An operation of the document.
     *
     * @param method in upper case
     * @param path as in the document
     * @param roles that may use it; empty where every role may
     */
    public record Operation(String method, String path, boolean open, Set<String> roles, JsonNode node) {}

    public ApiContract(JsonNode document) {
        this.document = document;
        JsonNode closed = document.deepCopy();
        closed.path("components").path("schemas").forEach(ApiContract::close);
        this.strict = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(HERE, closed.toString())));
    }

    /** What is wrong with the document itself; empty where it is OpenAPI 3.1. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        try (InputStream file = ApiContract.class.getResourceAsStream("openapi-3.1.json")) {
            SCHEMAS.getSchema(MAPPER.readTree(file))
                    .validate(document)
                    .forEach(fault -> faults.add(fault.getInstanceLocation() + " " + fault.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Schema dialect = SCHEMAS.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        document.path("components").path("schemas").properties().forEach(schema -> {
            dialect.validate(schema.getValue())
                    .forEach(fault -> faults.add(schema.getKey() + ": " + fault.getMessage()));
            Schema own = named(schema.getKey());
            schema.getValue().path("examples").forEach(example -> own.validate(example)
                    .forEach(fault -> faults.add("example of " + schema.getKey() + ": " + fault)));
        });
        for (String reference : document.findValuesAsText("$ref")) {
            if (document.at(reference.substring(1)).isMissingNode()) {
                faults.add("refers to nothing: " + reference);
            }
        }
        Set<String> ids = new TreeSet<>();
        for (Operation operation : operations()) {
            String id = operation.node().path("operationId").asText();
            if (!ids.add(id)) {
                faults.add("has the operationId " + id + " twice");
            }
        }
        return faults;
    }

    /**
     * Holds the document against the copy of it that is kept in the checkout. With {@code -Dapi.document.write=true} it
     * writes the copy instead.
     *
     * @param name of the copy, in {@code docs/api}
     * @param module whose test this is
     * @throws AssertionError where they differ, with the command that writes the copy anew
     */
    public void requireKept(String name, String module) {
        Path copy = Path.of(System.getProperty("farmer1st.root"), "docs", "api", name);
        String text = document.toPrettyString() + '\n';
        try {
            if (Boolean.getBoolean("api.document.write")) {
                Files.writeString(copy, text);
            } else if (!Files.exists(copy) || !MAPPER.readTree(copy.toFile()).equals(document)) {
                throw new AssertionError("docs/api/" + name + " is not the document that is served. Write it anew, and"
                        + " look at what changed for callers:\n  ./mvnw -q -pl " + module + " -am package"
                        + " -Dtest=ApiDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dapi.document.write=true");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All operations. */
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(method -> METHODS.contains(method.getKey()))
                .forEach(method -> {
                    JsonNode security = method.getValue().path("security");
                    Set<String> roles = new TreeSet<>();
                    security.forEach(alternative ->
                            alternative.forEach(names -> names.forEach(name -> roles.add(name.asText()))));
                    operations.add(new Operation(
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            security.isEmpty(),
                            roles,
                            method.getValue()));
                }));
        return operations;
    }

    /** An operation's path, with the examples of its parameters' schemas in it. */
    public String examplePath(Operation operation) {
        String path = operation.path();
        for (JsonNode reference : operation.node().path("parameters")) {
            JsonNode parameter = resolve(reference);
            if (parameter.path("in").asText().equals("path")) {
                JsonNode schema = resolve(parameter.path("schema"));
                path = path.replace(
                        '{' + parameter.path("name").asText() + '}',
                        schema.path("examples").path(0).asText("example"));
            }
        }
        return path;
    }

    /**
     * What an answer has that the document doesn't promise, or lacks of what it does; empty where they agree. Fields of
     * an answer that are not in the document count as wrong, although the document leaves room for more.
     *
     * @param path as it was asked for, without a query
     * @param mediaType of the answer; null where it has none
     */
    public List<String> faultsOf(String method, String path, int status, String mediaType, String body) {
        Optional<Operation> found = find(method, path);
        if (found.isEmpty()) {
            // Nothing is promised of paths and methods that aren't there, and of what is no path.
            return ELSEWHERE.contains(status) ? List.of() : List.of("is not in the document");
        }
        JsonNode response = resolve(found.get().node().path("responses").path(Integer.toString(status)));
        String place = method + ' ' + found.get().path() + ' ' + status;
        if (response.isMissingNode()) {
            return List.of(place + " is not in the document: " + body);
        }
        if (!response.has("content")) {
            return body.isEmpty() ? List.of() : List.of(place + " has no body in the document");
        }
        String plain = mediaType == null ? "" : mediaType.split(";")[0].trim();
        JsonNode content = response.path("content").path(plain);
        if (content.isMissingNode()) {
            return List.of(place + " has no " + plain + " in the document");
        }
        if (!plain.equals("application/json")) {
            return List.of();
        }
        ObjectNode schema = content.path("schema").deepCopy();
        if (schema.has("properties")) {
            schema.put("additionalProperties", false);
        }
        absolute(schema);
        try {
            return strict.getSchema(schema).validate(MAPPER.readTree(body)).stream()
                    .map(fault -> place + ' ' + fault.getInstanceLocation() + ' ' + fault.getMessage())
                    .toList();
        } catch (IOException e) {
            return List.of(place + " is not JSON: " + body);
        }
    }

    private Optional<Operation> find(String method, String path) {
        return operations().stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> Pattern.matches(
                        operation.path().replaceAll("\\{[^}]+}", "[^/]+").replace(".", "\\."), path))
                // A path without parameters goes before one with.
                .min(Comparator.comparing(operation -> operation.path().contains("{")));
    }

    private Schema named(String name) {
        return strict.getSchema(SchemaLocation.of(HERE + "#/components/schemas/" + name));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** An object that says nothing of further fields has none. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.path("properties").forEach(ApiContract::close);
        if (schema.has("items")) {
            close(schema.path("items"));
        }
    }

    private static void absolute(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("$ref")) {
            object.put("$ref", HERE + object.path("$ref").asText());
        }
        node.forEach(ApiContract::absolute);
    }
}
