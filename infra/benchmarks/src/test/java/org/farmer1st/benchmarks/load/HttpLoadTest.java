package org.farmer1st.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTest {

    private static final int LARGE = 300_000;

    private final Set<String> bodies = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 202;
    private volatile long firstTakesMillis;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            clients.add(exchange.getRemoteAddress());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (requests.getAndIncrement() == 0) {
                Thread.sleep(firstTakesMillis);
            }
            byte[] body = "said".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aClosedLoopCountsWhatWasAnswered() {
        LoadResult result;
        try (HttpLoad load = new HttpLoad(server.getAddress(), 3)) {
            result = load.closedLoop(new Numbers(0), Duration.ofMillis(300));
        }

        assertThat(result.operations()).isEqualTo(requests.get()).isEqualTo(bodies.size());
        assertThat(result.requests()).isGreaterThanOrEqualTo(3);
        assertThat(result.latency().count()).isEqualTo(result.requests());
    }

    @Test
    void aBodyLargerThanTheNetworkTakesAtOnceArrivesWhole() {
        try (HttpLoad load = new HttpLoad(server.getAddress(), 2)) {
            load.openLoop(new Numbers(LARGE), new OpenLoopSchedule(1_000, 10));
        }

        assertThat(bodies).hasSize(10).allMatch(body -> body.length() == LARGE + 8);
    }

    @Test
    void everyRequestThatAStallDelaysFeelsIt() {
        firstTakesMillis = 500;
        LoadResult result;
        try (HttpLoad load = new HttpLoad(server.getAddress(), 1)) {
            // Due within 100 ms, and none can be answered before 500.
            result = load.openLoop(new Numbers(0), new OpenLoopSchedule(100, 10));
        }

        assertThat(result.requests()).isEqualTo(10);
        assertThat(result.latency().p50()).isGreaterThan(400);
    }

    @Test
    void noConnectionIsLeftUnusedForLong() {
        try (HttpLoad load = new HttpLoad(server.getAddress(), 4)) {
            load.openLoop(new Numbers(0), new OpenLoopSchedule(10, 4));
        }

        assertThat(clients).hasSize(4);
    }

    @Test
    void anAnswerThatIsNotAsItShouldBeEndsTheLoad() {
        status = 503;
        try (HttpLoad load = new HttpLoad(server.getAddress(), 1)) {
            assertThatThrownBy(() -> load.closedLoop(new Numbers(0), Duration.ofSeconds(30)))
                    .isInstanceOf(LoadFailedException.class)
                    .hasMessage("503 said");
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void whereNobodyListensNothingIsMeasured() throws IOException {
        InetSocketAddress address = server.getAddress();
        server.stop(0);

        assertThatThrownBy(() -> new HttpLoad(address, 1))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageContaining("Nobody listens");
    }

    /** Requests with bodies of eight digits, and what fills them up. */
    private record Numbers(int padding, AtomicInteger next) implements RequestSource {

        Numbers(int padding) {
            this(padding, new AtomicInteger());
        }

        @Override
        public int bytes() {
            return request().length;
        }

        @Override
        public void next(ByteBuffer into) {
            into.put(request());
            next.incrementAndGet();
        }

        private byte[] request() {
            String body = String.format("%08d", next.get()) + "x".repeat(padding);
            return ("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public int accepted(int status, ByteBuffer body) {
            if (status != 202) {
                throw new LoadFailedException(status + " " + StandardCharsets.UTF_8.decode(body));
            }
            return 1;
        }
    }
}
