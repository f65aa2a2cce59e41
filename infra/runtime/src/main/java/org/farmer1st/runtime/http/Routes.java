package org.farmer1st.runtime.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.Caller.Role;

/**
 * Where an interface declares its routes, each once: the declaration is what is served, who may use it, and what the
 * document says. A route that is not documented, or of which nobody said who may use it, can't be declared.
 */
public final class Routes {

    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final RoutesConfig javalin;
    private final ApiSchemas schemas;
    private final List<Declared> declared = new ArrayList<>();
    private final Map<String, String> groups = new LinkedHashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> openPaths = new HashSet<>();
    private Function<Caller, CompletableFuture<List<Described>>> atRequest =
            caller -> CompletableFuture.completedFuture(List.of());

    /** @param group the name of what it stands under in the document */
    record Declared(HandlerType method, String path, String group, Operation operation) {}

    /**
     * A {@code GET} that a route with parameters serves already, and that the document describes on its own.
     *
     * @param path without parameters
     * @param group under which it stands; one that was begun
     * @param schemas those that the operation names beyond the interface's own, by name
     */
    public record Described(String path, String group, Operation operation, Map<String, ObjectNode> schemas) {}

    Routes(RoutesConfig javalin, ApiSchemas schemas) {
        this.javalin = javalin;
        this.schemas = schemas;
    }

    /** Begins a group: what is declared by it stands together in the document. */
    public Group group(String name, String description) {
        groups.put(name, description);
        return new Group(name);
    }

    /** Declares the routes of a group. */
    public final class Group {
        private final String name;

        private Group(String name) {
            this.name = name;
        }

        /** Declares a route. */
        public Group get(String path, Operation operation, Handler handler) {
            return add(HandlerType.GET, path, operation, handler);
        }

        /** Declares a route. */
        public Group post(String path, Operation operation, Handler handler) {
            return add(HandlerType.POST, path, operation, handler);
        }

        /** Declares a route. */
        public Group put(String path, Operation operation, Handler handler) {
            return add(HandlerType.PUT, path, operation, handler);
        }

        /** Declares a route. */
        public Group delete(String path, Operation operation, Handler handler) {
            return add(HandlerType.DELETE, path, operation, handler);
        }

        /** Declares a file of a page, which needs no token. */
        public Group file(String path, String operationId, String summary, StaticFile file) {
            return get(
                    path,
                    Operation.of(operationId, summary, Access.open())
                            .answersPlain(200, file.mediaType(), "Text", summary + "."),
                    file::answer);
        }

        private Group add(HandlerType method, String path, Operation operation, Handler handler) {
            check(path, operation);
            declared.add(new Declared(method, path, name, operation));
            if (operation.access().needsToken()) {
                Role[] roles = operation.access().roles().toArray(Role[]::new);
                javalin.addHttpHandler(method, path, ctx -> {
                    Caller.of(ctx).require(roles);
                    try (RequestScope scope = RequestScope.of(ctx)) {
                        handler.handle(ctx);
                    }
                });
            } else {
                openPaths.add(path);
                javalin.addHttpHandler(method, path, handler);
            }
            return this;
        }
    }

    /**
     * Tells what else the document describes at the time when somebody asks for it: what comes and goes while the process
     * runs.
     *
     * @param more for a caller, what they may use; must not complete exceptionally
     */
    public void describeAtRequest(Function<Caller, CompletableFuture<List<Described>>> more) {
        atRequest = more;
    }

    CompletableFuture<List<Described>> describedNow(Caller caller) {
        return atRequest.apply(caller);
    }

    /** Whether a path needs no token. Only paths without parameters can be such. */
    boolean isOpen(String path) {
        // Javalin takes a path with a slash at its end for the one without.
        boolean slashAtEnd = path.length() > 1 && path.endsWith("/");
        return openPaths.contains(slashAtEnd ? path.substring(0, path.length() - 1) : path);
    }

    List<Declared> declared() {
        return List.copyOf(declared);
    }

    /** Descriptions by name, in the order of declaration. */
    Map<String, String> groups() {
        return groups;
    }

    private void check(String path, Operation operation) {
        Set<String> inPath = new TreeSet<>();
        Matcher matcher = PATH_PARAMETER.matcher(path);
        while (matcher.find()) {
            inPath.add(matcher.group(1));
        }
        Set<String> documented = new TreeSet<>();
        for (Parameter parameter : operation.parameters()) {
            schemas.require(parameter.schema());
            if (parameter.in() == Parameter.In.PATH) {
                documented.add(parameter.name());
            }
        }
        require(inPath.equals(documented), path, "documents the parameters " + documented + " of its path");
        require(ids.add(operation.id()), path, "has the id of another operation: " + operation.id());
        require(!operation.summary().isBlank(), path, "has no summary");
        require(!operation.answers().isEmpty(), path, "says nothing of its answers");
        require(operation.access().needsToken() || inPath.isEmpty(), path, "is open, and has parameters");
        operation.bodies().forEach(body -> schemas.require(body.schema()));
        operation.answers().stream()
                .filter(answer -> answer.schema() != null)
                .forEach(answer -> schemas.require(answer.schema()));
        schemas.require(operation.metaSchema());
    }

    private static void require(boolean right, String path, String problem) {
        if (!right) {
            throw new IllegalStateException("The route " + path + ' ' + problem);
        }
    }
}
