package org.farmer1st.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.http.RawConnection.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServerBoundsTest {

    private static final int MOST_BODY_BYTES = 1024;

    private static TestIssuer issuer;
    private static ApiServer server;
    private static String authorized;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
        server = server(new CountDownLatch(0), new CountDownLatch(0));
        authorized = "Host: test\r\nAuthorization: Bearer " + issuer.sign(issuer.claims()) + "\r\n";
    }

    private static ApiServer server(CountDownLatch waiting, CountDownLatch goOn) {
        ApiServer made = new ApiServer(
                "127.0.0.1",
                0,
                new Authentication(new TokenVerifier(List.of(issuer.bearer())), null),
                Admission.ALL,
                new Health(),
                ApiServer.metrics(),
                MOST_BODY_BYTES,
                new ApiDescription("Test", "1.0.0", "", ApiSchemas.shared()),
                routes -> routes.group("Things", "Of all kinds.")
                        .get("/v1/wait", operation("wait"), ctx -> {
                            waiting.countDown();
                            goOn.await();
                            Envelope.data(ctx, "done");
                        })
                        .get("/v1/thing", operation("getThing"), ctx -> Envelope.data(ctx, "thing"))
                        .post("/v1/echo", operation("echo"), ctx -> Envelope.data(ctx, ctx.bodyAsBytes().length)));
        made.start();
        return made;
    }

    private static Operation operation(String id) {
        return Operation.of(id, "Something", Access.everyRole()).answers(200, "Text", "It.");
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    @Test
    void whatIsNoRequestIsAnsweredInTheEnvelopeToo() throws Exception {
        String long20K = "x".repeat(20_000);
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("GET /v1/%00 HTTP/1.1\r\n" + authorized + "\r\n", "400 MALFORMED_REQUEST");
        wrong.put("GET /v1/%zz HTTP/1.1\r\n" + authorized + "\r\n", "400 MALFORMED_REQUEST");
        wrong.put("GARBAGE\r\n\r\n", "400 MALFORMED_REQUEST");
        wrong.put("GET /v1/thing HTTP/9.9\r\nHost: test\r\n\r\n", "400 MALFORMED_REQUEST");
        wrong.put("GET /v1/thing HTTP/1.1\r\n\r\n", "400 MALFORMED_REQUEST");
        wrong.put("GET /v1/thing HTTP/1.1\r\nHost: test\r\nno colon\r\n\r\n", "400 MALFORMED_REQUEST");
        wrong.put("GET /" + long20K + " HTTP/1.1\r\nHost: test\r\n\r\n", "414 HEADERS_TOO_LARGE");
        wrong.put("GET / HTTP/1.1\r\nHost: test\r\nX-Long: " + long20K + "\r\n\r\n", "431 HEADERS_TOO_LARGE");
        wrong.put("PUT /v1/%00 HTTP/1.1\r\n" + authorized + "Accept: text/html\r\n\r\n", "400 MALFORMED_REQUEST");
        for (Map.Entry<String, String> request : wrong.entrySet()) {
            try (RawConnection connection = new RawConnection(server.port())) {
                Answer answer = connection.send(request.getKey()).answer();
                String what = request.getKey()
                        .substring(0, Math.min(60, request.getKey().length()));
                assertThat(answer.status() + " " + answer.code()).as(what).isEqualTo(request.getValue());
                assertThat(answer.headers()).as(what).doesNotContainKeys("server", "x-powered-by");
                assertThat(answer.headers().get("content-type")).as(what).isEqualTo("application/json");
                assertThat(answer.headers().get("x-request-id")).as(what).isNotBlank();
                assertThat(answer.body()).as(what).doesNotContain("jetty", "Exception", "%00", "xxxx");
            }
        }
    }

    @Test
    void aRequestThatTwoServersCouldReadDifferentlyIsRefused() throws Exception {
        for (String headers : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: identity, chunked, identity\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5, 6\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -1\r\n",
                "Content-Length : 5\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length: 5\r\n folded\r\n")) {
            try (RawConnection connection = new RawConnection(server.port())) {
                Answer answer = connection
                        .send("POST /v1/echo HTTP/1.1\r\n" + authorized + headers
                                + "\r\n0\r\n\r\nGET /v1/thing HTTP/1.1\r\n" + authorized + "\r\n")
                        .answer();
                assertThat(answer.status()).as(headers).isBetween(400, 501);
                assertThat(answer.code()).as(headers).isNotNull();
                assertThat(connection.ended()).as(headers).isTrue();
            }
        }
    }

    @Test
    void requestsSentAtOnceAreAnsweredInOrder() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("POST /v1/echo HTTP/1.1\r\n" + authorized + "Content-Length: 3\r\n\r\nabc"
                    + "GET /v1/thing HTTP/1.1\r\n" + authorized + "\r\n"
                    + "POST /v1/echo HTTP/1.1\r\n" + authorized + "Transfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(connection.answer().body()).contains("\"data\":3");
            assertThat(connection.answer().body()).contains("\"data\":\"thing\"");
            assertThat(connection.answer().body()).contains("\"data\":5");
        }
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOnOrWhyNot() throws Exception {
        String expects = "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n";
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("POST /v1/echo HTTP/1.1\r\n" + authorized + expects);
            assertThat(connection.answer().status()).isEqualTo(100);
            assertThat(connection.send("abc").answer().body()).contains("\"data\":3");
        }
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("POST /v1/echo HTTP/1.1\r\nHost: test\r\n" + expects);
            assertThat(connection.answer().status()).isEqualTo(401);
            assertThat(connection.ended()).isTrue();
        }
    }

    @Test
    void aBodyIsBoundedHoweverItComes() throws Exception {
        String large = "x".repeat(MOST_BODY_BYTES + 1);
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("POST /v1/echo HTTP/1.1\r\n" + authorized + "Content-Length: " + large.length() + "\r\n\r\n"
                    + large);
            assertThat(connection.answer().code()).isEqualTo("PAYLOAD_TOO_LARGE");
        }
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("POST /v1/echo HTTP/1.1\r\n" + authorized + "Transfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
            assertThat(connection.answer().code()).isEqualTo("PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void aBodyThatBreaksOffIsTheSendersFault() throws Exception {
        for (String body : List.of("Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")) {
            try (RawConnection connection = new RawConnection(server.port())) {
                connection
                        .send("POST /v1/echo HTTP/1.1\r\n" + authorized + body)
                        .end();
                assertThat(connection.answer().code()).isEqualTo("MALFORMED_REQUEST");
            }
        }
    }

    @Test
    void answersAreNobodyElsesToKeep() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            Answer answer = connection
                    .send("POST /v1/echo HTTP/1.1\r\n" + authorized + "Content-Length: 0\r\n\r\n")
                    .answer();
            assertThat(answer.headers())
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("x-content-type-options", "nosniff")
                    .doesNotContainKey("server");
        }
    }

    @Test
    void aBodyThatDripsOrStopsIsNotWaitedFor() throws Exception {
        BodyPace.Limits limits = new BodyPace.Limits(Duration.ofMillis(300), 1_000_000, Duration.ofMinutes(5), 100);
        try (Paced paced = new Paced(limits)) {
            assertThat(paced.stalled()).isEqualTo("408 REQUEST_TIMEOUT");
            try (RawConnection connection = new RawConnection(paced.port())) {
                connection.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n");
                CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> answer(connection));
                // Each byte comes long before any idle time-out; a byte too late is refused by the socket.
                for (int i = 0; i < 3000 && !answer.isDone(); i++) {
                    try {
                        connection.send("x");
                    } catch (IOException e) {
                        break;
                    }
                    Thread.sleep(20);
                }
                assertThat(answer.get(60, TimeUnit.SECONDS).code()).isEqualTo("REQUEST_TIMEOUT");
                assertThat(connection.ended()).isTrue();
            }
        }
    }

    @Test
    void aBodyThatKeepsThePaceIsWaitedForUntilTheEnd() throws Exception {
        BodyPace.Limits slowly = new BodyPace.Limits(Duration.ofMillis(50), 1, Duration.ofMinutes(5), 100);
        try (Paced paced = new Paced(slowly);
                RawConnection connection = new RawConnection(paced.port())) {
            connection.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 120\r\n\r\n" + "x".repeat(100));
            Thread.sleep(500);
            assertThat(connection.send("x".repeat(20)).answer().body()).isEqualTo("120");
        }
        BodyPace.Limits ending = new BodyPace.Limits(Duration.ofMillis(50), 0, Duration.ofMillis(200), 100);
        try (Paced paced = new Paced(ending)) {
            assertThat(paced.stalled()).isEqualTo("408 REQUEST_TIMEOUT");
        }
    }

    @Test
    void theTimeThatWeTakeIsNotTheSenders() throws Exception {
        BodyPace.Limits limits = new BodyPace.Limits(Duration.ofSeconds(1), 1_000_000, Duration.ofSeconds(2), 0);
        try (Paced paced = new Paced(limits);
                RawConnection connection = new RawConnection(paced.port())) {
            connection.send("POST /slowly HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n");
            assertThat(paced.reading.await(60, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(50);
            assertThat(connection.send("0123456789").answer().body()).isEqualTo("9");
        }
    }

    @Test
    void whereManyAreWaitedForNoneIsWaitedForLong() throws Exception {
        BodyPace.Limits limits = new BodyPace.Limits(Duration.ofMillis(200), 0, Duration.ofMinutes(5), 4);
        try (Paced paced = new Paced(limits)) {
            List<RawConnection> connections = new ArrayList<>();
            CountDownLatch refused = new CountDownLatch(6);
            for (int i = 0; i < 10; i++) {
                RawConnection connection = new RawConnection(paced.port());
                connections.add(connection);
                connection.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nx");
                CompletableFuture.supplyAsync(() -> answer(connection), runnable -> new Thread(runnable).start())
                        .thenAccept(answer -> {
                            if (answer.status() == 408) {
                                refused.countDown();
                            }
                        });
            }
            assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void whatIsUnderWayIsAnsweredBeforeTheServerIsGone() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ApiServer closing = server(waiting, goOn);
        int port = closing.port();
        try (RawConnection connection = new RawConnection(port)) {
            connection.send("GET /v1/wait HTTP/1.1\r\n" + authorized + "\r\n");
            assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
            awaitRefusal(port);
            assertThat(closed).isNotDone();
            goOn.countDown();
            assertThat(connection.answer().body()).contains("\"data\":\"done\"");
            closed.get(60, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> new RawConnection(port)).isInstanceOf(ConnectException.class);
    }

    private static void awaitRefusal(int port) throws Exception {
        for (int i = 0; i < 1400; i++) {
            try (RawConnection connection = new RawConnection(port)) {
                Thread.sleep(10);
            } catch (ConnectException e) {
                return;
            }
        }
        throw new AssertionError("New connections are still accepted.");
    }

    private static Answer answer(RawConnection connection) {
        try {
            return connection.answer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server with bounds of a test's own. */
    private static final class Paced implements AutoCloseable {
        private final Javalin javalin;
        private final CountDownLatch reading = new CountDownLatch(1);

        Paced(BodyPace.Limits limits) {
            javalin = Javalin.create(config -> {
                        config.startup.showJavalinBanner = false;
                        config.http.maxRequestSize = 2_000_000L;
                        ServerBounds.apply(config, "127.0.0.1", 0, limits);
                        config.routes.exception(
                                Exception.class,
                                (e, ctx) -> Envelope.error(
                                        ctx, ServerBounds.fault(e).orElseThrow()));
                        config.routes.post("/echo", ctx -> ctx.result("" + ctx.bodyAsBytes().length));
                        config.routes.post("/slowly", ctx -> {
                            InputStream body = ctx.req().getInputStream();
                            reading.countDown();
                            body.read();
                            Thread.sleep(2500);
                            ctx.result("" + body.readAllBytes().length);
                        });
                    })
                    .start();
        }

        int port() {
            return javalin.port();
        }

        String stalled() throws IOException {
            try (RawConnection connection = new RawConnection(port())) {
                Answer answer = connection
                        .send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nabc")
                        .answer();
                return answer.status() + " " + answer.code();
            }
        }

        @Override
        public void close() {
            javalin.stop();
        }
    }
}
