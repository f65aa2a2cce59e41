package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.RetainedInputStream;

/** The parser of a batch while it is inside one item, which it refuses to go on in beyond the size of an item. */
final class ItemParser extends JsonParserDelegate {

    private final RetainedInputStream body;
    private final JsonStreamContext list;

    /** The item is larger than it may be; the parser is still inside it. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** @param batch stands on the item's first token, of which {@code body} retains all that was read */
    ItemParser(JsonParser batch, RetainedInputStream body) {
        super(batch);
        this.body = body;
        JsonStreamContext here = batch.getParsingContext();
        this.list = here.inArray() && !batch.hasToken(JsonToken.START_ARRAY) ? here : here.getParent();
    }

    @Override
    public JsonToken nextToken() throws IOException {
        // The parser reads ahead by a buffer of some kilobytes: close enough.
        if (body.retained() > Bodies.MOST_BYTES) {
            throw new TooLargeException();
        }
        return delegate.nextToken();
    }

    @Override
    public JsonParser skipChildren() throws IOException {
        if (currentToken() != JsonToken.START_OBJECT && currentToken() != JsonToken.START_ARRAY) {
            return this;
        }
        int open = 1;
        while (open > 0) {
            JsonToken token = nextToken();
            if (token == null) {
                return this;
            } else if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            }
        }
        return this;
    }

    /** Goes to the item's last token, whatever its size. */
    void leave() throws IOException {
        while (delegate.getParsingContext() != list) {
            body.retainFrom(delegate.currentTokenLocation().getByteOffset());
            if (delegate.nextToken() == null) {
                return;
            }
        }
    }
}
