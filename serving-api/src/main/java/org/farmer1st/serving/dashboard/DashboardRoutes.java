package org.farmer1st.serving.dashboard;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /}: the stakeholders' page. It holds no data: who opens it pastes a token, and the page asks the interface
 * beside it. Nothing but its own script and style may run in it.
 */
public final class DashboardRoutes {

    /** What needs no token. */
    public static final Set<String> PATHS = Set.of("/", "/dashboard.js", "/dashboard.css");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, Page> pages = Map.of(
            "/", new Page("text/html; charset=utf-8", read("dashboard.html")),
            "/dashboard.js", new Page("text/javascript; charset=utf-8", read("dashboard.js")),
            "/dashboard.css", new Page("text/css; charset=utf-8", read("dashboard.css")));

    private record Page(String type, byte[] content) {}

    /** Adds the routes. */
    public void addTo(RoutesConfig routes) {
        PATHS.forEach(path -> routes.get(path, this::page));
    }

    private void page(Context ctx) {
        Page page = pages.get(ctx.path());
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cache-Control", "no-cache");
        ctx.contentType(page.type()).result(page.content());
    }

    private static byte[] read(String name) {
        try (InputStream content = DashboardRoutes.class.getResourceAsStream(name)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
