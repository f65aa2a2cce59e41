package org.farmer1st.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.farmer1st.local.CommandFailed;

/**
 * A file of records: a JSON array of objects, or one object after another (NDJSON). Read as a stream, so that its size
 * doesn't matter.
 */
final class ResponseFile {

    private final ObjectMapper json;
    private final Path file;

    ResponseFile(ObjectMapper json, Path file) {
        this.json = json;
        this.file = file;
    }

    /** What is done with each record. */
    interface Reader {
        /** @param position from 1 */
        void record(long position, JsonNode record) throws InterruptedException;
    }

    /**
     * How many records there are.
     *
     * @throws CommandFailed where the file can't be read to its end: better known before anything is sent
     */
    long count() throws InterruptedException {
        long[] count = {0};
        read((position, record) -> count[0] = position);
        return count[0];
    }

    /** Hands every record to {@code reader}, in the file's order. */
    void read(Reader reader) throws InterruptedException {
        long position = 0;
        try (MappingIterator<JsonNode> records =
                json.readerFor(JsonNode.class).readValues(Files.newInputStream(file))) {
            while (records.hasNextValue()) {
                JsonNode record = records.nextValue();
                position++;
                if (!record.isObject()) {
                    throw new CommandFailed("Record " + position + " of " + file + " is no JSON object. "
                            + "The file must be an array of objects, or one object a line.");
                }
                reader.record(position, record);
            }
        } catch (JsonProcessingException e) {
            throw new CommandFailed(
                    file + " is not readable as JSON after " + position + " records: " + JsonFaults.describe(e), e);
        } catch (IOException e) {
            throw new CommandFailed(file + " can't be read: is it there, and is it yours to read?", e);
        }
    }
}
