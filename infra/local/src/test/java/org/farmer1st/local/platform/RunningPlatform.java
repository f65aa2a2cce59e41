package org.farmer1st.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.client.SurveyPublication;
import org.farmer1st.local.issuer.Role;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole local platform, in a directory and on ports of its own, started by the command line that people use. One for all
 * test classes of a run, since starting it is what takes long; each class works in a tenant of its own. Stopped after the
 * last. With {@code -Dfarmer1st.it.home=DIR} the platform that runs in that home is used, and left running.
 */
public final class RunningPlatform implements BeforeAllCallback, ParameterResolver {

    private static final Duration SETTLED = Duration.ofMinutes(2);

    /** What is shared, and stopped at the end. */
    public static final class Handle implements AutoCloseable {

        private final Place place;
        private final LocalAccess access;

        private final boolean ours;

        private Handle() throws IOException {
            String running = System.getProperty("farmer1st.it.home");
            ours = running == null;
            if (ours) {
                place = Place.of(System.getProperties(), Files.createTempDirectory("farmer1st-it"), freeOffset());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> run("down")));
                Output up = run("up");
                if (up.exitCode() != 0) {
                    throw new IllegalStateException(
                            "The platform did not start; its logs are in " + place.logs() + ".\n" + up);
                }
                System.out.println(up.out());
            } else {
                place = Place.of(System.getProperties(), Path.of(running), null);
            }
            access = new LocalAccess(place);
        }

        /** A tenant that nobody used before. */
        public String newTenant(String name) {
            return name + "-" + System.currentTimeMillis();
        }

        public Place place() {
            return place;
        }

        public ObjectMapper json() {
            return access.json();
        }

        public ApiClient ingest(Role role, String subject, String tenant) {
            return access.ingest(role, subject, tenant);
        }

        public ApiClient serving(Role role, String subject, String tenant) {
            return access.serving(role, subject, tenant);
        }

        /** Returns when responses to the definition are accepted. */
        public void publish(String tenant, JsonNode definition) throws InterruptedException {
            new SurveyPublication(
                            ingest(Role.admin, "test", tenant),
                            serving(Role.admin, "test", tenant),
                            System.out::println)
                    .publish(definition);
        }

        /** What {@code ./farmer1st} does with these arguments, on this platform. */
        public Output run(String... arguments) {
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(
                    List.of("--home", place.home().toString(), "--port-offset", Integer.toString(place.portOffset())));
            StringWriter out = new StringWriter();
            StringWriter errors = new StringWriter();
            int exitCode = FarmerCommand.commandLine()
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(errors))
                    .execute(all.toArray(String[]::new));
            return new Output(exitCode, out.toString(), errors.toString());
        }

        /** A connection to its database. */
        public Connection database() throws IOException, SQLException {
            String password = Files.readString(place.secrets().resolve("database-password"))
                    .strip();
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + place.port(15432) + "/farmer1st", "farmer1st", password);
        }

        /** Empties Redis, as if it had been started anew. */
        public void flushRedis() throws IOException {
            RedisCommand.run(place.port(16379), "FLUSHALL");
        }

        /** Returns when both views show every lane as it was at the moment of the call, or later. */
        public void settle(String tenant, String surveyId) throws IOException, InterruptedException {
            ApiClient admin = serving(Role.admin, "test", tenant);
            Instant now = Instant.now();
            for (String path : List.of("/v1/surveys/" + surveyId + "/aggregates", "/v1/leaderboards/tenant")) {
                long deadline = System.nanoTime() + SETTLED.toNanos();
                String asOf = "";
                while (asOf.isEmpty() || Instant.parse(asOf).isBefore(now)) {
                    assertThat(System.nanoTime())
                            .as(path + " is still as of " + asOf)
                            .isLessThan(deadline);
                    Thread.sleep(200);
                    asOf = admin.get(path).meta().path("asOf").asText("").replace("null", "");
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (!ours) {
                return;
            }
            Output down = run("down");
            assertThat(down.exitCode()).as(down.toString()).isZero();
            try (var files = Files.walk(place.home())) {
                for (Path path : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    /** What a command printed, and how it ended. */
    public record Output(int exitCode, String out, String errors) {
        /** The last line of standard output. */
        public String lastLine() {
            String[] lines = out.strip().split("\\R");
            return lines[lines.length - 1];
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        handle(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Handle.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return handle(context);
    }

    private static Handle handle(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(RunningPlatform.class))
                .getOrComputeIfAbsent(
                        Handle.class,
                        key -> {
                            try {
                                return new Handle();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        Handle.class);
    }

    /** An offset below the ports that connections are given, at which nobody listens. */
    private static int freeOffset() {
        List<Integer> ports = List.of(
                8080, 8081, 8091, 8092, 8093, 8094, 8095, 15432, 16123, 16124, 16379, 17233, 18081, 18082, 18083, 19092,
                19093);
        for (int attempt = 0; attempt < 200; attempt++) {
            int offset = ThreadLocalRandom.current().nextInt(3_000, 13_000);
            if (areFree(ports, offset)) {
                return offset;
            }
        }
        throw new IllegalStateException("No range of free ports was found");
    }

    private static boolean areFree(Collection<Integer> ports, int offset) {
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket(port + offset, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
