package org.farmer1st.runtime.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The named schemas of an interface, JSON Schema 2020-12 as OpenAPI 3.1 has it: those that every interface of ours has,
 * and its own, from the file {@code schemas.json} beside one of its classes. They refer to each other as
 * {@code #/components/schemas/NAME}.
 */
public final class ApiSchemas {

    private static final String FILE = "schemas.json";

    private final ObjectNode schemas;

    private ApiSchemas(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** What every interface of ours has. */
    public static ApiSchemas shared() {
        return new ApiSchemas(read(ApiSchemas.class));
    }

    /** What every interface has, and what is in {@code schemas.json} beside a class. */
    public static ApiSchemas beside(Class<?> place) {
        ObjectNode all = read(ApiSchemas.class);
        read(place).properties().forEach(own -> {
            if (all.replace(own.getKey(), own.getValue()) != null) {
                throw new IllegalStateException("Every interface has a schema of this name already: " + own.getKey());
            }
        });
        return new ApiSchemas(all);
    }

    /** All of them, by name; the caller's own. */
    ObjectNode all() {
        return schemas.deepCopy();
    }

    /** @throws IllegalStateException where there is no such schema */
    void require(String name) {
        if (!schemas.has(name)) {
            throw new IllegalStateException("A route names a schema that is not there: " + name);
        }
    }

    private static ObjectNode read(Class<?> place) {
        try (InputStream file = place.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("There is no " + FILE + " beside " + place);
            }
            return Json.mapper().readValue(file, ObjectNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
