package org.farmer1st.runtime.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/**
 * A file of a page that holds no data: who opens the page pastes a token, and the page asks the interface beside it.
 * Nothing but scripts and styles of the same origin may run in it, it may talk to nobody else, and nobody may frame it.
 *
 * @param fresh for how long a browser may keep it without asking again
 */
public record StaticFile(String mediaType, byte[] content, Duration fresh) {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> MEDIA_TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css");

    /** A file beside a class; a browser asks for it each time. */
    public static StaticFile beside(Class<?> place, String name) {
        return read(place, name, Duration.ZERO);
    }

    /**
     * A resource of the class path.
     *
     * @param name as {@link Class#getResource} has it; its end says the media type
     */
    static StaticFile read(Class<?> place, String name, Duration fresh) {
        String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream content = place.getResourceAsStream(name)) {
            if (mediaType == null || content == null) {
                throw new IllegalStateException("There is no such page beside " + place + ": " + name);
            }
            return new StaticFile(mediaType, content.readAllBytes(), fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void answer(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cache-Control", fresh.isZero() ? "no-cache" : "public, max-age=" + fresh.toSeconds());
        ctx.contentType(mediaType + "; charset=utf-8").result(content);
    }
}
