package org.farmer1st.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerTest {

    private static final String WITH_LENGTH = "HTTP/1.1 202 Accepted\r\ncontent-length: 11\r\n\r\n{\"a\":\"bcd\"}";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "5\r\n{\"a\":\r\n6;x=y\r\n\"bcd\"}\r\n0\r\n\r\n";

    @Test
    void anAnswerIsTheSameInWhateverPiecesItComes() {
        for (String whole : new String[] {WITH_LENGTH, CHUNKED}) {
            for (int piece = 1; piece <= whole.length(); piece++) {
                Answer answer = new Answer();
                boolean complete = false;
                for (int start = 0; start < whole.length(); start += piece) {
                    assertThat(complete).as("complete before its end").isFalse();
                    complete = answer.take(bytes(whole.substring(start, Math.min(whole.length(), start + piece))));
                }

                assertThat(complete).isTrue();
                assertThat(body(answer)).isEqualTo("{\"a\":\"bcd\"}");
            }
        }
    }

    @Test
    void aConnectionHasOneAnswerAfterTheOther() {
        Answer answer = new Answer();
        answer.take(bytes(CHUNKED));
        answer.clear();

        assertThat(answer.take(bytes(WITH_LENGTH))).isTrue();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(body(answer)).isEqualTo("{\"a\":\"bcd\"}");
    }

    @Test
    void aLongAnswerIsKeptWhole() {
        String body = "x".repeat(100_000);
        Answer answer = new Answer();

        assertThat(answer.take(bytes("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body)))
                .isTrue();
        assertThat(body(answer)).isEqualTo(body);
    }

    @Test
    void whatCannotBeToldApartIsRefused() {
        assertThatThrownBy(() -> new Answer().take(bytes(WITH_LENGTH + "H"))).isInstanceOf(LoadFailedException.class);
        assertThatThrownBy(() -> new Answer().take(bytes("HTTP/1.1 200 OK\r\n\r\n")))
                .isInstanceOf(LoadFailedException.class);
        assertThatThrownBy(() -> new Answer().take(bytes("SSH-2.0-OpenSSH\r\n\r\n")))
                .isInstanceOf(LoadFailedException.class);
    }

    private static String body(Answer answer) {
        return StandardCharsets.UTF_8.decode(answer.body()).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
