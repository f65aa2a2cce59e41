package org.farmer1st.local.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dlq replay}: puts letters back to where they came from. */
@Command(
        name = "replay",
        description =
                "Puts a letter, or all of a job, back into the topic and partition that it came from, with its key. One"
                        + " that was put back before is left alone. Exit code 1 where one may not be put back; the message says"
                        + " what helps instead.",
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    @ParentCommand
    private LettersCommand letters;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "JOB", description = "The job that set it aside.")
    private String job;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NUMBER", description = "Which, as list says.")
    private Long number;

    @Option(names = "--all", description = "All letters of the job that were not put back yet, oldest first.")
    private boolean all;

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = "Puts this back instead: the event as JSON, as show prints it, or bytes in the wire format.")
    private Path repaired;

    @Option(names = "--again", description = "Also what was put back before.")
    private boolean again;

    @Option(
            names = "--json",
            description = "For programs: {\"replayed\":[{\"number\",\"origin\",\"as\"}],\"leftAlone\":[…],"
                    + "\"refused\":[{\"number\",\"reason\"}]}.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (all == (number != null)) {
            throw new ParameterException(spec.commandLine(), "Say which letter: its NUMBER, or --all.");
        }
        if (all && repaired != null) {
            throw new ParameterException(spec.commandLine(), "--with repairs one letter: name it by its NUMBER.");
        }
        LetterBox box = letters.box();
        LettersCommand.check(box, job, spec);
        Telling telling = new Telling();
        if (all) {
            box.replay(job, 0, letter -> true, Letter::value, again, telling);
        } else {
            Letter letter = box.find(job, number);
            byte[] value =
                    repaired == null ? letter.value() : letters.contents().repaired(letter, file());
            box.replay(job, number, other -> other.number() == number, same -> value, again, telling);
        }
        return telling.end();
    }

    private byte[] file() {
        try {
            return Files.readAllBytes(repaired);
        } catch (IOException e) {
            throw new CommandFailed(repaired + " can't be read: is it there, and is it yours to read?", e);
        }
    }

    /** Says what happened: a line a letter, or one object at the end. */
    private final class Telling implements LetterBox.Outcome {
        private final PrintWriter out = spec.commandLine().getOut();
        private final ObjectMapper mapper = LettersCommand.json();
        private final ObjectNode node = mapper.createObjectNode();
        private final ArrayNode replayed = node.putArray("replayed");
        private final ArrayNode leftAlone = node.putArray("leftAlone");
        private final ArrayNode refused = node.putArray("refused");
        private String lastReason;

        @Override
        public void replayed(Letter letter, Replayed mark) {
            add(replayed, letter, mark);
            say("Letter " + letter.number() + " is now at offset " + mark.as() + " of " + place(letter) + ".");
        }

        @Override
        public void leftAlone(Letter letter, Replayed mark) {
            add(leftAlone, letter, mark);
            say("Letter " + letter.number() + " was replayed at " + mark.at() + ", to offset " + mark.as() + " of "
                    + place(letter) + ", and is left alone; --again replays it once more.");
        }

        @Override
        public void refused(Letter letter, String reason) {
            refused.addObject().put("number", letter.number()).put("reason", reason);
            if (!json) {
                spec.commandLine()
                        .getErr()
                        .println("Letter " + letter.number() + " is not put back"
                                + (reason.equals(lastReason)
                                        ? ", for the same reason."
                                        : ". " + LettersCommand.printable(reason)));
            }
            lastReason = reason;
        }

        private void add(ArrayNode array, Letter letter, Replayed mark) {
            array.addObject()
                    .put("number", letter.number())
                    .put("origin", mark.origin().toString())
                    .put("as", mark.as());
        }

        private String place(Letter letter) {
            return letter.origin().topic() + ", partition " + letter.origin().partition();
        }

        private void say(String line) {
            if (!json) {
                out.println(line);
            }
        }

        private int end() throws IOException {
            if (json) {
                out.println(mapper.writeValueAsString(node));
            } else if (replayed.isEmpty() && leftAlone.isEmpty() && refused.isEmpty()) {
                out.println(job + " has no letters.");
            }
            out.flush();
            return refused.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
