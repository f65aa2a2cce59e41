package org.farmer1st.ingest.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/**
 * JSON as RFC 8259 has it, and nothing beside: no comments, no NaN, nothing after the document. Depth, numbers and names
 * are bounded; the size of a body is bounded before it gets here.
 *
 * <p>{@link #parser} does not look for duplicate keys: its users know every name they accept, and refuse the second.
 */
public final class StrictJson {

    /** Arrays and objects in each other; every level of a repeat takes two. */
    static final int DEEPEST = 40;

    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_STRING = Bodies.MOST_BYTES;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonMapper TREES = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /**
     * A parser of {@code length} bytes from {@code offset}, in UTF-8.
     *
     * @throws JsonProcessingException where they are in another encoding
     */
    public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        if (!Utf8.is(bytes, offset, length)) {
            throw notUtf8(null);
        }
        return ofUtf8(() -> FACTORY.createParser(bytes, offset, length));
    }

    /**
     * A parser of a stream in UTF-8.
     *
     * @throws JsonProcessingException where it begins in another encoding; while reading, where it goes on in one
     */
    public static JsonParser parser(InputStream in) throws IOException {
        return ofUtf8(() -> FACTORY.createParser(new Utf8InputStream(in)));
    }

    /** Reads on only while it is UTF-8. */
    private static final class Utf8InputStream extends FilterInputStream {
        private final Utf8 text = new Utf8();

        private Utf8InputStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read < 0 ? !text.mayEnd() : !text.goesOn(bytes, offset, read)) {
                throw notUtf8(null);
            }
            return read;
        }
    }

    private static JsonParseException notUtf8(JsonParser parser) {
        return new JsonParseException(parser, "not UTF-8");
    }

    /** Makes a parser of what there is to read. */
    private interface Making {
        JsonParser make() throws IOException;
    }

    /** The factory looks for UTF-16 and UTF-32 too, and makes another kind of parser for them, or says that it can't. */
    private static JsonParser ofUtf8(Making making) throws IOException {
        JsonParser parser;
        try {
            parser = making.make();
        } catch (CharConversionException e) {
            throw notUtf8(null);
        }
        if (!(parser instanceof UTF8StreamJsonParser)) {
            throw notUtf8(parser);
        }
        return parser;
    }

    /**
     * A whole document as a tree, duplicate keys refused.
     *
     * @throws ApiException MALFORMED_REQUEST
     */
    public static JsonNode tree(byte[] bytes) {
        try (JsonParser parser = parser(bytes, 0, bytes.length)) {
            JsonNode tree = TREES.readTree(parser);
            if (tree == null || tree.isMissingNode()) {
                throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The body is empty.");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /** @throws ApiException MALFORMED_REQUEST where something follows the document that was read */
    public static void requireEnd(JsonParser json) throws IOException {
        if (json.nextToken() != null) {
            throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The body has something after its end.");
        }
    }

    /** What to tell a caller whose JSON could not be read; nothing of what it held. */
    public static ApiException malformed(JsonProcessingException cause) {
        String what;
        if (cause instanceof StreamConstraintsException) {
            what = "goes beyond a limit: it is nested too deeply, or holds too long a number or name";
        } else if (cause instanceof MismatchedInputException) {
            what = "has a key twice, or something after its end";
        } else {
            what = "is not well-formed JSON in UTF-8";
        }
        JsonLocation location = cause.getLocation();
        String where =
                location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        return new ApiException(ErrorCode.MALFORMED_REQUEST, "The body " + what + where + ".");
    }
}
