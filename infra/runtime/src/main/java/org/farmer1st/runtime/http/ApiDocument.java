package org.farmer1st.runtime.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HandlerType;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.farmer1st.runtime.http.Operation.Answer;
import org.farmer1st.runtime.http.Operation.Form;

/**
 * The OpenAPI 3.1 document of an interface, made of what its routes declare.
 *
 * <p>Sources: the OpenAPI specification 3.1; in {@code security}, one alternative for each role that will do, named in
 * the requirement's list as 3.1 allows for every kind of scheme.
 */
final class ApiDocument {

    private static final String VERSION = "3.1.0";
    private static final String JSON = "application/json";
    private static final List<String> SCHEMES = List.of("bearer", "accessAssertion");

    private static final Set<ErrorCode> OF_EVERY_ROUTE = EnumSet.of(ErrorCode.HEADERS_TOO_LARGE, ErrorCode.INTERNAL);
    private static final Set<ErrorCode> OF_TOKENS =
            EnumSet.of(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN, ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE);
    private static final Set<ErrorCode> OF_BODIES = EnumSet.of(
            ErrorCode.MALFORMED_REQUEST,
            ErrorCode.REQUEST_TIMEOUT,
            ErrorCode.PAYLOAD_TOO_LARGE,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE);

    private static final Map<String, String> RATE_LIMIT = new TreeMap<>(Map.of(
            "RateLimit-Policy",
            "The limits of the subject and of the tenant: `q` requests at once, refilled within `w` seconds.",
            "RateLimit",
            "What is left (`r`) of the limit that has less of its own left, and when it is whole again (`t`, seconds).",
            "RateLimit-Limit",
            "The same limit: requests at once.",
            "RateLimit-Remaining",
            "The same limit: requests left.",
            "RateLimit-Reset",
            "The same limit: seconds until it is whole again."));

    private static final List<Parameter> OF_EVERY_CALLER = List.of(
            new Parameter(
                    Parameter.In.HEADER,
                    Authentication.TENANT,
                    "Tenant",
                    "The tenant that the client means to work for; where the token is another's, it is refused.",
                    false),
            new Parameter(
                    Parameter.In.HEADER,
                    "X-Request-Id",
                    "RequestId",
                    "An id for the request, to find it by; one is made where there is none, or where it is of another form.",
                    false));

    private final ObjectNode root = Json.mapper().createObjectNode();
    private final Map<String, ObjectNode> errorResponses = new TreeMap<>();

    private ApiDocument() {}

    /**
     * The document, as UTF-8 JSON, indented.
     *
     * @param more what it describes beside the routes
     */
    static byte[] of(ApiDescription description, Routes routes, List<Routes.Described> more) {
        ApiDocument document = new ApiDocument();
        document.write(description, routes, more);
        return (document.root.toPrettyString() + '\n').getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void write(ApiDescription description, Routes routes, List<Routes.Described> more) {
        root.put("openapi", VERSION);
        root.putObject("info")
                .put("title", description.title())
                .put("version", description.version())
                .put("description", description.description());
        root.putArray("servers").addObject().put("url", "/");
        ArrayNode tags = root.putArray("tags");
        routes.groups()
                .forEach((name, text) -> tags.addObject().put("name", name).put("description", text));
        ObjectNode paths = root.putObject("paths");
        for (Routes.Declared declared : routes.declared()) {
            operation(
                    paths.withObjectProperty(declared.path())
                            .putObject(declared.method().name().toLowerCase(Locale.ROOT)),
                    declared);
        }
        for (Routes.Described described : more) {
            operation(
                    paths.putObject(described.path()).putObject("get"),
                    new Routes.Declared(HandlerType.GET, described.path(), described.group(), described.operation()));
        }
        ObjectNode components = root.putObject("components");
        ObjectNode parameters = components.putObject("parameters");
        OF_EVERY_CALLER.forEach(parameter -> parameter(parameters.putObject(parameter.name()), parameter));
        securitySchemes(components.putObject("securitySchemes"));
        headers(components.putObject("headers"));
        ObjectNode responses = components.putObject("responses");
        errorResponses.forEach(responses::set);
        ObjectNode schemas = description.schemas().all();
        ObjectNode codes = schemas.putObject("ErrorCode");
        codes.put("type", "string");
        codes.put("description", "What went wrong:\n\n" + meanings(EnumSet.allOf(ErrorCode.class)));
        ArrayNode names = codes.putArray("enum");
        for (ErrorCode code : ErrorCode.values()) {
            names.add(code.name());
        }
        more.forEach(described -> described.schemas().forEach(schemas::set));
        components.set("schemas", schemas);
    }

    private void operation(ObjectNode node, Routes.Declared declared) {
        Operation operation = declared.operation();
        node.put("operationId", operation.id());
        node.put("summary", operation.summary());
        node.put("description", description(operation));
        node.putArray("tags").add(declared.group());
        security(node.putArray("security"), operation.access());
        ArrayNode parameters = node.putArray("parameters");
        operation.parameters().forEach(parameter -> parameter(parameters.addObject(), parameter));
        if (operation.access().needsToken()) {
            OF_EVERY_CALLER.forEach(parameter -> parameters.add(reference("parameters", parameter.name())));
        }
        if (!operation.bodies().isEmpty()) {
            ObjectNode body = node.putObject("requestBody").put("required", true);
            ObjectNode content = body.putObject("content");
            operation.bodies().forEach(each -> reference(content.putObject(each.mediaType()), each.schema()));
        }
        ObjectNode responses = node.putObject("responses");
        operation.answers().forEach(answer -> answer(responses, operation, answer));
        errors(responses, operation);
    }

    private static String description(Operation operation) {
        Access access = operation.access();
        String who;
        if (!access.needsToken()) {
            who = "Needs no token.";
        } else if (access.isForEveryRole()) {
            who = "For every role.";
        } else {
            who = "For the roles " + String.join(", ", access.roleNames()) + ".";
            who = access.roles().size() == 1 ? who.replace("roles", "role") : who;
        }
        return operation.description().isEmpty() ? who : operation.description() + "\n\n" + who;
    }

    private static void security(ArrayNode security, Access access) {
        if (!access.needsToken()) {
            return;
        }
        for (String scheme : SCHEMES) {
            if (access.isForEveryRole()) {
                security.addObject().putArray(scheme);
            } else {
                access.roleNames()
                        .forEach(role -> security.addObject().putArray(scheme).add(role));
            }
        }
    }

    private static void parameter(ObjectNode node, Parameter parameter) {
        boolean byKey = parameter.in() == Parameter.In.QUERY_BY_KEY;
        node.put("name", parameter.name());
        node.put("in", byKey ? "query" : parameter.in().name().toLowerCase(Locale.ROOT));
        node.put("required", parameter.required());
        node.put("description", parameter.description());
        if (byKey) {
            node.put("style", "deepObject").put("explode", true);
        }
        reference(node, parameter.schema());
    }

    private void answer(ObjectNode responses, Operation operation, Answer answer) {
        ObjectNode response = responses.withObjectProperty(Integer.toString(answer.status()));
        if (!response.has("description")) {
            response.put("description", answer.description());
            headersOf(response, operation.access().needsToken());
        }
        if (answer.form() == Form.EMPTY) {
            return;
        }
        ObjectNode content = response.withObjectProperty("content").putObject(answer.mediaType());
        if (answer.form() == Form.PLAIN) {
            reference(content, answer.schema());
            return;
        }
        ObjectNode envelope = content.putObject("schema").put("type", "object");
        ArrayNode required =
                envelope.putArray("required").add("success").add("data").add("meta");
        ObjectNode properties = envelope.putObject("properties");
        properties.putObject("success").put("const", true);
        if (answer.form() == Form.LIST) {
            required.add("pagination");
            properties.putObject("data").put("type", "array").set("items", reference("schemas", answer.schema()));
            properties.set("pagination", reference("schemas", "Pagination"));
        } else {
            properties.set("data", reference("schemas", answer.schema()));
        }
        properties.set("meta", reference("schemas", operation.metaSchema()));
    }

    private void errors(ObjectNode responses, Operation operation) {
        Set<ErrorCode> all = EnumSet.copyOf(OF_EVERY_ROUTE);
        all.addAll(operation.errors());
        if (operation.access().needsToken()) {
            all.addAll(OF_TOKENS);
        }
        if (!operation.bodies().isEmpty()) {
            all.addAll(OF_BODIES);
        }
        Map<Integer, Set<ErrorCode>> byStatus = all.stream()
                .collect(Collectors.groupingBy(
                        ErrorCode::status,
                        LinkedHashMap::new,
                        Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class))));
        byStatus.forEach((status, codes) -> {
            String name = codes.stream().map(Enum::name).collect(Collectors.joining("."));
            errorResponses.computeIfAbsent(name, unknown -> error(codes));
            responses.set(Integer.toString(status), reference("responses", name));
        });
    }

    private static ObjectNode error(Set<ErrorCode> codes) {
        ObjectNode response = Json.mapper().createObjectNode();
        response.put("description", meanings(codes));
        ObjectNode headers = headersOf(response, codes.contains(ErrorCode.RATE_LIMITED));
        if (codes.contains(ErrorCode.UNAUTHENTICATED)) {
            headers.set("WWW-Authenticate", reference("headers", "WWW-Authenticate"));
        }
        if (codes.contains(ErrorCode.RATE_LIMITED) || codes.contains(ErrorCode.UNAVAILABLE)) {
            headers.set("Retry-After", reference("headers", "Retry-After"));
        }
        ObjectNode content = response.putObject("content").putObject(JSON);
        ArrayNode all = content.putObject("schema").putArray("allOf");
        all.add(reference("schemas", "Failure"));
        ArrayNode allowed = all.addObject()
                .putObject("properties")
                .putObject("error")
                .putObject("properties")
                .putObject("code")
                .putArray("enum");
        ObjectNode examples = content.putObject("examples");
        for (ErrorCode code : codes) {
            allowed.add(code.name());
            ObjectNode example = examples.putObject(code.name()).putObject("value");
            example.put("success", false);
            ObjectNode error = example.putObject("error")
                    .put("code", code.name())
                    .put("message", code.meaning())
                    .put("retryable", code.retryable());
            if (code == ErrorCode.RATE_LIMITED || code == ErrorCode.UNAVAILABLE) {
                error.put("retryAfter", 2);
            } else {
                error.putNull("retryAfter");
            }
            ArrayNode details = error.putArray("details");
            if (code == ErrorCode.VALIDATION_FAILED) {
                details.addObject().put("path", "answers.rooms").put("message", "must be a whole number");
            }
            example.putObject("meta")
                    .put("requestId", "1f0c9d0e-6e2b-4a53-9a3c-0e8a53a4e6b1")
                    .put("timestamp", "2026-11-21T06:00:00.123Z");
        }
        return response;
    }

    private static String meanings(Set<ErrorCode> codes) {
        return codes.stream()
                .map(code -> "- `" + code.name() + "`: " + code.meaning())
                .collect(Collectors.joining("\n"));
    }

    private static void securitySchemes(ObjectNode schemes) {
        schemes.putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "A signed token: `Authorization: Bearer …`. It names the tenant and the roles.");
        schemes.putObject("accessAssertion")
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", Authentication.ASSERTION)
                .put("description", "The assertion that Cloudflare Access adds to what passes through it.");
    }

    private static void headers(ObjectNode headers) {
        header(headers, "X-Request-Id", "The id of the request: the caller's own `X-Request-Id`, else one made here.");
        header(headers, "WWW-Authenticate", "How to authenticate: `Bearer`.");
        header(headers, "Retry-After", "After how many seconds to send the same again.");
        RATE_LIMIT.forEach((name, meaning) -> header(headers, name, meaning));
    }

    private static ObjectNode headersOf(ObjectNode response, boolean limited) {
        ObjectNode headers = response.putObject("headers");
        headers.set("X-Request-Id", reference("headers", "X-Request-Id"));
        if (limited) {
            RATE_LIMIT.forEach((name, meaning) -> headers.set(name, reference("headers", name)));
        }
        return headers;
    }

    private static void header(ObjectNode headers, String name, String description) {
        headers.putObject(name)
                .put("description", description)
                .putObject("schema")
                .put("type", "string");
    }

    private static void reference(ObjectNode holder, String schema) {
        holder.set("schema", reference("schemas", schema));
    }

    private static ObjectNode reference(String kind, String name) {
        return Json.mapper().createObjectNode().put("$ref", "#/components/" + kind + '/' + name);
    }
}
