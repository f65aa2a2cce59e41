package org.farmer1st.runtime.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Properties;

/**
 * {@code /openapi.json}, and {@code /docs}: a page that asks for a token, shows the document and tries its operations
 * out, by Swagger UI. The document needs a token like everything that is no page.
 */
final class DocumentRoutes {

    private static final Duration A_DAY = Duration.ofDays(1);

    private final ApiDescription description;
    private final Routes routes;

    /** @param routes those of the interface, of which not all need be declared yet */
    DocumentRoutes(ApiDescription description, Routes routes) {
        this.description = description;
        this.routes = routes;
    }

    void declare() {
        routes.group("Documentation", "This document, and the page that shows it.")
                .get(
                        "/openapi.json",
                        Operation.of("getDocument", "This document", Access.everyRole())
                                .answersPlain(200, "application/json", "Document", "The document, OpenAPI 3.1."),
                        this::answer)
                .file("/docs", "getDocsPage", "The page that shows this document", page("docs.html"))
                .file("/docs/docs.js", "getDocsScript", "Its script", page("docs.js"))
                .file("/docs/docs.css", "getDocsStyle", "Its style", page("docs.css"))
                .file("/docs/swagger-ui.js", "getSwaggerScript", "Swagger UI's script", swagger("swagger-ui-bundle.js"))
                .file("/docs/swagger-ui.css", "getSwaggerStyle", "Swagger UI's style", swagger("swagger-ui.css"));
    }

    private void answer(Context ctx) {
        ctx.future(() -> routes.describedNow(Caller.of(ctx)).thenAccept(more -> ctx.contentType("application/json")
                .result(ApiDocument.of(description, routes, more))));
    }

    private static StaticFile page(String name) {
        return StaticFile.beside(DocumentRoutes.class, name);
    }

    /** A file of Swagger UI's jar, in which all stand in a folder of its version. */
    private static StaticFile swagger(String name) {
        Properties about = new Properties();
        try (InputStream file =
                DocumentRoutes.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            about.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return StaticFile.read(
                DocumentRoutes.class,
                "/META-INF/resources/webjars/swagger-ui/" + about.getProperty("version") + '/' + name,
                A_DAY);
    }
}
