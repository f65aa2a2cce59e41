package org.farmer1st.local;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where a local platform lives: the checkout it was built in, the directory with its data, logs and secrets, and how far its
 * ports are moved. Two places share nothing.
 *
 * @param root the checkout, absolute
 * @param home the directory that holds everything that this platform makes, absolute
 * @param portOffset added to every default port
 */
public record Place(Path root, Path home, int portOffset) {

    private static final int HIGHEST_DEFAULT_PORT = 19093;

    /**
     * @param properties hold {@code farmer1st.root}, the checkout
     * @param home as given, or null for {@code .farmer1st} in the checkout
     * @param portOffset as given, or null for the one that the platform in {@code home} was last started with, else 0
     */
    public static Place of(Properties properties, Path home, Integer portOffset) {
        Path root = Path.of(properties.getProperty("farmer1st.root", ""))
                .toAbsolutePath()
                .normalize();
        Path directory = (home == null ? root.resolve(".farmer1st") : home)
                .toAbsolutePath()
                .normalize();
        int offset = portOffset == null ? remembered(directory) : portOffset;
        if (offset < 0 || offset + HIGHEST_DEFAULT_PORT > 65535) {
            throw new CommandFailed("--port-offset " + offset + " leaves no valid ports: give a number from 0 to "
                    + (65535 - HIGHEST_DEFAULT_PORT) + ".");
        }
        return new Place(root, directory, offset);
    }

    private static int remembered(Path home) {
        try {
            return Integer.parseInt(Files.readString(home.resolve("port-offset"), StandardCharsets.UTF_8)
                    .strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Makes later commands on this home find the ports without being told. */
    public void remember() throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("port-offset"), portOffset + "\n", StandardCharsets.UTF_8);
    }

    /** A default port, moved. */
    public int port(int defaultPort) {
        return defaultPort + portOffset;
    }

    public URI ingestApi() {
        return http(8080);
    }

    public URI servingApi() {
        return http(8081);
    }

    public URI issuer() {
        return http(8095);
    }

    private URI http(int defaultPort) {
        return URI.create("http://127.0.0.1:" + port(defaultPort));
    }

    /** Data of the servers; survives {@code down}. */
    public Path data(String component) {
        return home.resolve("data").resolve(component);
    }

    /** What can be made again at any time. */
    public Path cache() {
        return home.resolve("cache");
    }

    public Path logs() {
        return home.resolve("logs");
    }

    public Path log(String component) {
        return logs().resolve(component + ".log");
    }

    public Path pids() {
        return home.resolve("pids");
    }

    /** Made once, readable by their owner alone. */
    public Path secrets() {
        return home.resolve("secrets");
    }

    /** The issuer's private key. */
    public Path issuerKey() {
        return secrets().resolve("issuer-key.json");
    }
}
