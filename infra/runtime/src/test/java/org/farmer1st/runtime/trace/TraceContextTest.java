package org.farmer1st.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TraceContextTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aCallersContextIsPassedOnWithoutWhatIsTheirs() {
        Context context = TraceContext.ofRequest(Map.of("traceparent", PARENT, "tracestate", "vendor=1")::get);

        assertThat(written(context, "traceparent")).isEqualTo(PARENT);
        RecordHeaders headers = new RecordHeaders();
        TraceContext.write(context, headers);
        assertThat(headers.lastHeader("tracestate")).isNull();
    }

    @Test
    void whatIsNoContextBeginsANewOne() {
        for (String wrong : List.of(
                "",
                "hello",
                PARENT.toUpperCase(java.util.Locale.ROOT),
                PARENT.replace("00-4b", "ff-4b"),
                PARENT + "-more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")) {
            String begun = written(TraceContext.ofRequest(Map.of("traceparent", wrong)::get), "traceparent");
            assertThat(begun)
                    .as(wrong)
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                    .doesNotContain("4bf92f3577b34da6");
        }
        assertThat(written(TraceContext.ofRequest(name -> null), "traceparent"))
                .isNotEqualTo(written(TraceContext.ofRequest(name -> null), "traceparent"));
    }

    @Test
    void theContextOfAnAgentGoesFirst() {
        Context agents = TraceContext.ofRequest(Map.of("traceparent", PARENT)::get);
        try (Scope scope = agents.makeCurrent()) {
            assertThat(TraceContext.ofRequest(name -> null)).isSameAs(agents);
            assertThat(TraceContext.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        }
    }

    @Test
    void nothingIsWrittenWhereThereIsNone() {
        RecordHeaders headers = new RecordHeaders();
        TraceContext.write(Context.root(), headers);
        assertThat(headers.toArray()).isEmpty();
    }

    private static String written(Context context, String name) {
        RecordHeaders headers = new RecordHeaders();
        TraceContext.write(context, headers);
        return new String(headers.lastHeader(name).value(), StandardCharsets.US_ASCII);
    }
}
