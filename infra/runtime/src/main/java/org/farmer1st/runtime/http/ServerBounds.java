package org.farmer1st.runtime.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients can cost the server whatever they send: connections, headers, the wait for a body; and what it says of errors
 * before a route is found.
 */
final class ServerBounds {

    /** Of a request line and its headers; a token is the longest of them. */
    static final int MOST_HEADER_BYTES = 16 * 1024;

    /**
     * What is read of a connection at once: a batch of half a megabyte isn't read in sixty parts. A connection has it only
     * while something is there to read.
     */
    private static final int READ_BYTES = 32 * 1024;

    /** Beyond them requests wait, one of each connection at most. */
    static final int MOST_THREADS = 250;

    /** Of a body that is refused: as much as the largest that any route takes. */
    private static final long MOST_UNWANTED_BYTES = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ServerBounds.class);
    private static final int LEAST_THREADS = 8;
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int MOST_TO_ACCEPT = 1024;
    private static final Duration MOST_IDLE = Duration.ofSeconds(30);

    private ServerBounds() {}

    /** Sets them all. Listens at {@code host} and {@code port} when started. */
    static void apply(JavalinConfig config, String host, int port, BodyPace.Limits pace) {
        JettyErrors errors = new JettyErrors();
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("http");
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(errors);
            server.insertHandler(new BodyPace(pace));
            server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors));
        config.jetty.addConnector((server, http) -> {
            http.setRequestHeaderSize(MOST_HEADER_BYTES);
            http.setSendServerVersion(false);
            // Jetty would keep the headers of each connection in a trie, a node for each character of a token:
            // looking it up costs more, in memory that no cache of a processor holds, than reading the header again.
            http.setHeaderCacheSize(0);
            http.setSendXPoweredBy(false);
            HttpConnectionFactory connections = new HttpConnectionFactory(http);
            connections.setInputBufferSize(READ_BYTES);
            ServerConnector connector = new ServerConnector(server, connections);
            connector.setHost(host);
            connector.setPort(port);
            connector.setAcceptQueueSize(MOST_TO_ACCEPT);
            connector.setIdleTimeout(MOST_IDLE.toMillis());
            return connector;
        });
    }

    /** Reads what is left of a body, within bounds of size and {@link BodyPace}; doesn't fail. */
    static void readOn(Context ctx) {
        if (ctx.header("Expect") != null) {
            // Its sender waits for us before it sends anything.
            return;
        }
        byte[] unwanted = new byte[16 * 1024];
        try {
            InputStream body = ctx.req().getInputStream();
            int read = 0;
            for (long left = MOST_UNWANTED_BYTES; left > 0 && read >= 0; left -= read) {
                read = body.read(unwanted);
            }
        } catch (IOException e) {
            // Then the sender is gone, or too slow.
            LOG.debug("A refused body can't be read on", e);
        }
    }

    /** What a failure to read a request says to its sender; empty where it is none. */
    static Optional<ApiException> fault(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SlowBodyException || cause instanceof TimeoutException) {
                return Optional.of(new ApiException(ErrorCode.REQUEST_TIMEOUT, "The body came too slowly."));
            }
            if (cause instanceof EOFException || cause instanceof HttpException) {
                return Optional.of(new ApiException(ErrorCode.MALFORMED_REQUEST, "The body is not complete."));
            }
        }
        return Optional.empty();
    }
}
