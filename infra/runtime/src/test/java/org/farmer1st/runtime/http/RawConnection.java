package org.farmer1st.runtime.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection that sends just what a test wants, be it HTTP or not. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLISECONDS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer; names of headers are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String code() throws IOException {
            JsonNode json = Json.mapper().readTree(body);
            return json.path("success").isBoolean()
                    ? json.path("error").path("code").asText()
                    : null;
        }
    }

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        in = socket.getInputStream();
    }

    RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that nothing more comes. */
    RawConnection end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Answer answer() throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                Integer.parseInt(status.split(" ")[1]),
                headers,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Whether the server has ended the connection, or does without sending more. */
    boolean ended() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection ended after: " + line);
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
