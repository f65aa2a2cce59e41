package org.farmer1st.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.farmer1st.runtime.http.Json;
import org.junit.jupiter.api.Test;

class LogFormatTest {

    @Test
    void aLineIsText() throws Exception {
        assertThat(log("text", "one-1")).endsWith(" org.farmer1st.Something - It is 7. request=one-1\n");
        assertThat(log("text", null)).endsWith(" org.farmer1st.Something - It is 7.\n");
    }

    @Test
    void aLineIsJson() throws Exception {
        JsonNode line = Json.mapper().readTree(log("json", "one-1"));

        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("loggerName").asText()).isEqualTo("org.farmer1st.Something");
        assertThat(line.path("formattedMessage").asText()).isEqualTo("It is 7.");
        assertThat(line.path("mdc").path("requestId").asText()).isEqualTo("one-1");
        assertThat(line.path("timestamp").isNumber()).isTrue();
    }

    private static String log(String format, String requestId) throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream standardOutput = System.out;
        LoggerContext context = new LoggerContext();
        LogbackMDCAdapter mdc = new LogbackMDCAdapter();
        context.setMDCAdapter(mdc);
        context.putProperty("LOG_FORMAT", format);
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
            if (requestId != null) {
                mdc.put("requestId", requestId);
            }
            context.getLogger("org.farmer1st.Something").warn("It is {}.", 7);
        } finally {
            context.stop();
            System.setOut(standardOutput);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
