package org.farmer1st.serving.points;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;

/** Where a list of transfers goes on: after the last one shown, whatever came in at its top meanwhile. */
final class TransferCursor {

    /** Before the first page: newer than any transfer. */
    static final Transfer.Place TOP = new Transfer.Place(Long.MAX_VALUE, Integer.MAX_VALUE);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})");

    private TransferCursor() {}

    static String write(Transfer.Place last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((last.offset() + "." + last.ordinal()).getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws ApiException VALIDATION_FAILED where it isn't a cursor */
    static Transfer.Place read(String cursor) {
        try {
            Matcher matcher =
                    TEXT.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
            if (matcher.matches()) {
                return new Transfer.Place(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw ApiException.invalid(List.of(new Fault("cursor", "is not one that a page ended with")));
    }
}
