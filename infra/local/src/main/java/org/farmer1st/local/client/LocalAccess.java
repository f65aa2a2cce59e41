package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.issuer.SigningKey;
import org.farmer1st.local.issuer.TokenIssuer;

/** Access to a local platform's APIs in any role: who can read its signing key may be whoever they say. */
public final class LocalAccess {

    /** The claim {@code aud} of every token. */
    public static final String AUDIENCE = "farmer1st";

    /** The tenant unless another is asked for. */
    public static final String DEFAULT_TENANT = "demo";

    private final Place place;
    private final TokenIssuer tokens;
    private final HttpClient http = ApiClient.newHttp();
    private final ObjectMapper json = newJson();

    /** @throws CommandFailed where there is no platform in that place yet */
    public LocalAccess(Place place) {
        this.place = place;
        this.tokens = new TokenIssuer(key(place), place.issuer().toString(), AUDIENCE, Clock.systemUTC());
    }

    /** JSON as the commands read and write it: a key that stands twice is an error, decimals keep their digits. */
    public static ObjectMapper newJson() {
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    public ObjectMapper json() {
        return json;
    }

    public String token(Role role, String subject, String tenant) {
        return tokens.token(role, subject, tenant);
    }

    /** ingest-api as the given caller. */
    public ApiClient ingest(Role role, String subject, String tenant) {
        return new ApiClient(http, json, place.ingestApi(), token(role, subject, tenant));
    }

    /** serving-api as the given caller. */
    public ApiClient serving(Role role, String subject, String tenant) {
        return new ApiClient(http, json, place.servingApi(), token(role, subject, tenant));
    }

    private static SigningKey key(Place place) {
        try {
            return SigningKey.load(place.issuerKey())
                    .orElseThrow(() -> new CommandFailed("There is no platform in " + place.home()
                            + " yet. Start it with ./farmer1st up, or name another with --home."));
        } catch (IOException e) {
            throw new CommandFailed("The signing key can't be used: " + e.getMessage(), e);
        }
    }
}
