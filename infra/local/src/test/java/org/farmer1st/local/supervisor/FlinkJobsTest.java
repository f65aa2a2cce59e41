package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the cluster and shouldn't be is taken off it; what is somebody's, or may be, is left. */
class FlinkJobsTest {

    private static final String STOPPED = "a".repeat(32);
    private static final String LEFT = "b".repeat(32);
    private static final String UNREADABLE = "c".repeat(32);
    private static final String OURS = "d".repeat(32);

    @TempDir
    private Path home;

    private final Queue<String> cancelled = new ConcurrentLinkedQueue<>();
    private volatile String overview = "{\"jobs\":[]}";
    private HttpServer cluster;
    private Checkpoints checkpoints;
    private FlinkJobs jobs;

    @BeforeEach
    void start() throws IOException {
        cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cluster.createContext("/jobs/", exchange -> {
            if (exchange.getRequestMethod().equals("PATCH")) {
                cancelled.add(exchange.getRequestURI().getPath().substring("/jobs/".length()));
            }
            byte[] body = overview.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        cluster.start();
        checkpoints = new Checkpoints(home.resolve("checkpoints"), home.resolve("owners"));
        jobs = new FlinkJobs(
                new Rest("http://127.0.0.1:" + cluster.getAddress().getPort()),
                null,
                checkpoints,
                List.of(),
                new Events(home.resolve("progress")));
        belongs("stopped.1", STOPPED);
        belongs("left.1", LEFT);
        belongs("unreadable.2", UNREADABLE);
        belongs("survey-analytics", OURS);
    }

    @AfterEach
    void stop() {
        cluster.stop(0);
    }

    @Test
    void whatRunsAndShouldNotIsTakenOffTheCluster() throws Exception {
        overview = "{\"jobs\":[" + running(STOPPED) + "," + running(LEFT) + "," + running(UNREADABLE) + ","
                + running(OURS) + "]}";

        tend();

        assertThat(cancelled).containsExactlyInAnyOrder(STOPPED, LEFT);
        assertThat(checkpoints.names()).contains("stopped.1", "left.1", "unreadable.2", "survey-analytics");
    }

    @Test
    void whatNobodysRunLeftIsDeletedOnceItIsOver() throws Exception {
        tend();

        assertThat(cancelled).isEmpty();
        assertThat(checkpoints.names()).containsExactlyInAnyOrder("stopped.1", "unreadable.2", "survey-analytics");
        assertThat(home.resolve("checkpoints").resolve(LEFT)).doesNotExist();
        for (String kept : List.of(STOPPED, UNREADABLE, OURS)) {
            assertThat(home.resolve("checkpoints").resolve(kept)).exists();
        }
    }

    private void tend() throws IOException, InterruptedException {
        jobs.tend(List.of(), Set.of("stopped.1"), Set.of("unreadable"));
    }

    private void belongs(String name, String id) throws IOException {
        checkpoints.belongs(name, id);
        Files.createDirectories(home.resolve("checkpoints").resolve(id).resolve("chk-1"));
    }

    private static String running(String id) {
        return "{\"jid\":\"" + id + "\",\"name\":\"any\",\"state\":\"RUNNING\",\"tasks\":{\"total\":1,\"running\":1}}";
    }
}
