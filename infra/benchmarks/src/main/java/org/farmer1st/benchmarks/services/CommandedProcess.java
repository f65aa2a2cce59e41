package org.farmer1st.benchmarks.services;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.ProcessorTime;

/** A process that does what it reads, a line at a time, and answers each with a line. */
public final class CommandedProcess implements AutoCloseable {

    /** What an answer begins with. */
    public static final String ANSWER = "done ";

    private final Process process;
    private final Path log;
    private final Writer commands;
    private final BufferedReader answers;

    /**
     * Starts it.
     *
     * @param log where its standard error goes
     */
    public CommandedProcess(List<String> command, Map<String, String> environment, Path log) throws IOException {
        this.log = log;
        Files.createDirectories(log.getParent());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Has it do one thing and waits for the answer, without the {@value #ANSWER} that it begins with. Other lines are its
     * log, and passed over.
     *
     * @throws LoadFailedException where it ended instead
     */
    public String ask(String command) throws IOException {
        try {
            commands.write(command + '\n');
            commands.flush();
            String answer = answers.readLine();
            while (answer != null && !answer.startsWith(ANSWER)) {
                answer = answers.readLine();
            }
            if (answer != null) {
                return answer.substring(ANSWER.length());
            }
        } catch (IOException e) {
            throw new LoadFailedException("A measured process has ended; its log was " + log(), e);
        }
        throw new LoadFailedException("A measured process has ended; its log was " + log());
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    /** Processor time since it started. */
    public Duration processorTime() {
        return ProcessorTime.of(process.toHandle());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
