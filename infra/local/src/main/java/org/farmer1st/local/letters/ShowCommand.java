package org.farmer1st.local.letters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.letters.Content.Event;
import org.farmer1st.local.letters.Content.Nothing;
import org.farmer1st.local.letters.Content.OtherEvent;
import org.farmer1st.local.letters.Content.Unreadable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dlq show}: everything of one letter. */
@Command(
        name = "show",
        description =
                "Shows a letter: where from, why, and what it holds, as the event that it is or else as bytes. An event"
                        + " of another topic is named and not shown, because it may hold personal data.",
        mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {

    private static final int MOST_BYTES_SHOWN = 1_024;
    private static final int BYTES_A_LINE = 16;

    @ParentCommand
    private LettersCommand letters;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "JOB", description = "The job that set it aside.")
    private String job;

    @Parameters(index = "1", paramLabel = "NUMBER", description = "Which, as list says.")
    private long number;

    @Option(names = "--json", description = "For programs; what is no event is in base64.")
    private boolean json;

    @Option(names = "--bytes", paramLabel = "FILE", description = "Writes the original bytes to a file too.")
    private Path bytes;

    @Override
    public Integer call() throws Exception {
        LetterBox box = letters.box();
        LettersCommand.check(box, job, spec);
        Letter letter = box.find(job, number);
        Replayed replayed = box.marks(job).get(letter.origin());
        Content content = letters.contents().read(letter);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(letter, replayed, content));
        } else {
            print(out, letter, replayed, content);
        }
        out.flush();
        if (bytes != null) {
            save(letter);
        }
        return ExitCode.OK;
    }

    private void save(Letter letter) {
        try {
            Files.write(bytes, letter.value() == null ? new byte[0] : letter.value());
        } catch (IOException e) {
            throw new CommandFailed(bytes + " can't be written: " + e.getMessage() + ". Name another file.", e);
        }
    }

    private String json(Letter letter, Replayed replayed, Content content) throws JsonProcessingException {
        ObjectMapper mapper = LettersCommand.json();
        ObjectNode node = mapper.createObjectNode()
                .put("job", job)
                .put("number", letter.number())
                .put("at", letter.at().toString())
                .put("reason", letter.reason())
                .put("origin", letter.origin() == null ? null : letter.origin().toString())
                .put("key", key(letter))
                .put("size", letter.size());
        ObjectNode headers = node.putObject("headers");
        for (Header header : letter.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        if (replayed != null) {
            node.put("replayedAs", replayed.as())
                    .put("replayedAt", replayed.at().toString());
        }
        if (content instanceof Event event) {
            node.put("schemaId", event.schemaId()).set("event", mapper.readTree(event.json()));
        } else if (content instanceof OtherEvent other) {
            node.put("otherEvent", other.name());
        } else if (content instanceof Unreadable unreadable) {
            node.put("bytes", Base64.getEncoder().encodeToString(unreadable.bytes()));
        }
        return mapper.writeValueAsString(node);
    }

    private static void print(PrintWriter out, Letter letter, Replayed replayed, Content content) {
        line(out, "number", "" + letter.number());
        line(out, "set aside", letter.at().toString());
        line(out, "reason", letter.reason());
        line(out, "from", letter.origin() == null ? "?" : letter.origin() + " (topic/partition/offset)");
        line(out, "key", letter.key() == null ? "none" : key(letter));
        for (Header header : letter.headers()) {
            line(out, "header", header.key() + ": " + text(header.value()));
        }
        line(
                out,
                "replayed",
                replayed == null
                        ? "no"
                        : replayed.at() + ", it is now at offset " + replayed.as() + " of its partition");
        out.println();
        if (content instanceof Nothing) {
            out.println("It has no value.");
        } else if (content instanceof Event event) {
            out.println(event.json()
                    .lines()
                    .map(LettersCommand::printable)
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse(""));
        } else if (content instanceof OtherEvent other) {
            out.println(
                    "It is a " + other.name() + ", which belongs into another topic and may hold personal data: it is"
                            + " not shown. --bytes FILE writes it to a file.");
        } else if (content instanceof Unreadable unreadable) {
            dump(out, unreadable.bytes());
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-10s %s%n", name, LettersCommand.printable(value));
    }

    private static void dump(PrintWriter out, byte[] all) {
        for (int start = 0; start < Math.min(all.length, MOST_BYTES_SHOWN); start += BYTES_A_LINE) {
            byte[] line = Arrays.copyOfRange(all, start, Math.min(all.length, start + BYTES_A_LINE));
            StringBuilder hexadecimal = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (byte one : line) {
                hexadecimal.append(String.format("%02x ", one));
                text.append(one >= ' ' && one <= '~' ? (char) one : '.');
            }
            out.printf("%06x  %-48s  %s%n", start, hexadecimal, text);
        }
        if (all.length > MOST_BYTES_SHOWN) {
            out.println("These are the first " + MOST_BYTES_SHOWN + " of " + all.length
                    + " bytes: --bytes FILE writes all of them to a file.");
        }
    }

    private static String key(Letter letter) {
        return letter.key() == null ? null : text(letter.key());
    }

    private static String text(byte[] utf8) {
        return utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8);
    }
}
