package org.farmer1st.embedded;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** Whether a server serves now. Answers within a few seconds, and false for whatever goes wrong. */
@FunctionalInterface
public interface Readiness {

    /** How long a question may stay unanswered. */
    Duration PATIENCE = Duration.ofSeconds(3);

    boolean ready();

    /** Ready when {@code uri} answers 200. */
    static Readiness http(URI uri) {
        return http(uri, body -> true);
    }

    /** Ready when {@code uri} answers 200 with a body that passes. */
    static Readiness http(URI uri, Predicate<String> body) {
        return () -> {
            try {
                HttpResponse<String> response = Http.CLIENT.send(
                        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
                return response.statusCode() == 200 && body.test(response.body());
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }

    /** Ready when something accepts connections. */
    static Readiness listening(int port) {
        return () -> asked(port, socket -> true);
    }

    /** Ready when Redis answers PING, which it does not while it loads. */
    static Readiness redis(int port) {
        return () -> asked(port, socket -> {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        });
    }

    /** Ready when Postgres asks for a password: while it starts or recovers, it answers with an error instead. */
    static Readiness postgres(int port, String user, String database) {
        return () -> asked(port, socket -> {
            byte[] names = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
            int protocol = 3 << 16;
            OutputStream out = socket.getOutputStream();
            out.write(ByteBuffer.allocate(8 + names.length)
                    .putInt(8 + names.length)
                    .putInt(protocol)
                    .put(names)
                    .array());
            out.flush();
            return new DataInputStream(socket.getInputStream()).readByte() == 'R';
        });
    }

    private static boolean asked(int port, Question question) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return question.ask(socket);
        } catch (IOException e) {
            return false;
        }
    }

    /** A short exchange over a fresh connection. */
    @FunctionalInterface
    interface Question {
        boolean ask(Socket socket) throws IOException;
    }

    /** One client for all. */
    final class Http {
        private static final HttpClient CLIENT =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build();

        private Http() {}
    }
}
