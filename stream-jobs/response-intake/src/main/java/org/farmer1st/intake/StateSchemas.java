package org.farmer1st.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas that stored states may still have. */
final class StateSchemas {

    private StateSchemas() {}

    /** Of {@link org.farmer1st.intake.state.StoredResponse}, but the present one. */
    static List<Schema> earlierResponses() {
        return List.of(read("state/StoredResponse-1.avsc"), read("state/StoredResponse-2.avsc"));
    }

    private static Schema read(String resource) {
        try (InputStream text = StateSchemas.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " could not be read", e);
        }
    }
}
