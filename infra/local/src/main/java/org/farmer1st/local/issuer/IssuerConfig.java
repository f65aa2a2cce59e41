package org.farmer1st.local.issuer;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the issuer process needs to know.
 *
 * @param keyFile where the signing key is, or will be
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param issuer the claim {@code iss} of its tokens, and the base of its addresses
 */
public record IssuerConfig(Path keyFile, String host, int port, URI issuer) {

    /**
     * Reads ISSUER_KEY_FILE, HTTP_HOST (127.0.0.1), HTTP_PORT (8095) and TOKEN_ISSUER (the address it listens on).
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public static IssuerConfig from(Map<String, String> environment) {
        List<String> errors = new ArrayList<>();
        String keyFile = environment.getOrDefault("ISSUER_KEY_FILE", "");
        if (keyFile.isBlank()) {
            errors.add("ISSUER_KEY_FILE is missing: the file that holds, or will hold, the signing key");
        }
        String host = environment.getOrDefault("HTTP_HOST", "127.0.0.1");
        int port = port(environment.getOrDefault("HTTP_PORT", "8095"), errors);
        URI issuer = issuer(environment.getOrDefault("TOKEN_ISSUER", "http://" + host + ":" + port), errors);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", errors));
        }
        return new IssuerConfig(Path.of(keyFile), host, port, issuer);
    }

    private static int port(String text, List<String> errors) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below, as a number out of range is.
        }
        errors.add("HTTP_PORT is '" + text + "', not a port");
        return 0;
    }

    private static URI issuer(String text, List<String> errors) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            errors.add("TOKEN_ISSUER is '" + text + "', not a URL");
            return null;
        }
    }
}
