package org.farmer1st.serving.http;

import io.javalin.http.Context;
import java.util.List;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;

/**
 * The parameter {@code limit} of a list.
 *
 * @param otherwise what it is unless given
 * @param most that may be asked for
 */
public record PageLimit(int otherwise, int most) {

    /** @throws ApiException VALIDATION_FAILED where it isn't a number from 1 to {@link #most} */
    public int of(Context ctx) {
        String text = ctx.queryParam("limit");
        if (text == null) {
            return otherwise;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw ApiException.invalid(List.of(new Fault("limit", "must be a whole number from 1 to " + most)));
    }
}
