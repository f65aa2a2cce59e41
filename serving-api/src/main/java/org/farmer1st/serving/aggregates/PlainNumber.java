package org.farmer1st.serving.aggregates;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/** Writes a whole number without a fraction: 262, not 262.0. */
final class PlainNumber extends JsonSerializer<Double> {

    private static final double LARGEST_EXACT = 1L << 53;

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider serializers) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT) {
            json.writeNumber(value.longValue());
        } else {
            json.writeNumber(value);
        }
    }

    /** The number as text, written likewise. */
    static String text(Double value) {
        if (value == null) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT
                ? Long.toString(value.longValue())
                : value.toString();
    }
}
