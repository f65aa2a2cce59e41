package org.farmer1st.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line by itself, where nothing runs. */
class FarmerCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void helpGoesAsDeepAsCommandsDo() {
        assertThat(execute("help", "job", "submit")).isZero();
        assertThat(out.toString()).startsWith("Usage: farmer1st job submit ");
        assertThat(execute("help")).isZero();
        assertThat(out.toString()).contains("Usage: farmer1st [").contains("Exit codes:");
        assertThat(errors.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "help job nothing",
                "job nothing",
                "token --role king --subject x",
                "token --role farmer",
                "token --role farmer --subject=",
                "token --role farmer --subject x --tenant No/Slug",
            })
    void wrongUseIsSaidOnStandardErrorAlone(String arguments) {
        assertThat(execute(arguments.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).isNotBlank();
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... arguments) {
        return FarmerCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
