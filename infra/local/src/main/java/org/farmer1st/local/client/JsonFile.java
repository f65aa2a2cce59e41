package org.farmer1st.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.farmer1st.local.CommandFailed;

/** A file that holds one JSON object. */
public final class JsonFile {

    private JsonFile() {}

    /**
     * Reads it.
     *
     * @param what it holds, for people
     * @throws CommandFailed where it can't be read, or holds something else
     */
    public static JsonNode object(ObjectMapper json, Path file, String what) {
        JsonNode object;
        try {
            object = json.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new CommandFailed(file + " is not readable as JSON: " + JsonFaults.describe(e), e);
        } catch (IOException e) {
            throw new CommandFailed(file + " can't be read: is it there, and is it yours to read?", e);
        }
        if (object == null || !object.isObject()) {
            throw new CommandFailed(file + " must hold one " + what + ", a JSON object.");
        }
        return object;
    }
}
