package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Redis with an append-only file. When memory runs out it drops what has a time to live, never a view.
 *
 * @param distribution where it comes from
 * @param data its directory
 * @param log what it prints
 * @param port for clients
 */
public record RedisServer(Distribution distribution, Path data, Path log, int port) {

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public ServerProcess process() throws IOException {
        Path archive = distribution.archive(Servers.REDIS, "embedded-redis");
        Path program = distribution
                .cache()
                .resolve(archive.getFileName().toString().replace(".jar", ""))
                .resolve("redis-server");
        return new ServerProcess(
                "redis",
                List.of(
                        program.toString(),
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        data.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "everysec",
                        "--save",
                        "",
                        "--maxmemory",
                        "256mb",
                        "--maxmemory-policy",
                        "volatile-lru"),
                Map.of(),
                log,
                List.of(port),
                URI.create(url()),
                () -> {
                    Archives.once(program.getParent(), directory -> unpack(archive, directory));
                    Files.createDirectories(data);
                },
                Readiness.redis(port));
    }

    private static void unpack(Path archive, Path directory) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        try (ZipFile jar = new ZipFile(archive.toFile())) {
            ZipEntry entry = jar.stream()
                    .filter(e -> e.getName().startsWith("redis-server")
                            && e.getName().endsWith(system + "-" + machine))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no Redis for " + system + " on " + machine + "."));
            Path program = directory.resolve("redis-server");
            Files.copy(jar.getInputStream(entry), program);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
