package org.farmer1st.local.letters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.farmer1st.local.letters.Letter.Origin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dlq list}: how many letters each job has, or which. */
@Command(
        name = "list",
        description = "Says how many letters each job has set aside and why the newest was; with --job, which.",
        mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {

    private static final String LINE = "%-10s %-20s %8s  %-34s %s%n";

    @ParentCommand
    private LettersCommand letters;

    @Spec
    private CommandSpec spec;

    @Option(names = "--job", paramLabel = "JOB", description = "The job whose letters are listed.")
    private String job;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "With --job: how many of the newest are listed (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--json",
            description =
                    "For programs: {\"jobs\":[{\"job\",\"letters\",\"replayed\",\"oldestAt\",\"newestReason\"}]}; with"
                            + " --job {\"letters\":[{\"number\",\"at\",\"reason\",\"origin\",\"size\",\"replayedAs\"}]}.")
    private boolean json;

    /** A letter without its bytes: a list may be long. */
    private record Line(long number, Instant at, String reason, Origin origin, int size) {}

    private record Summary(String job, long letters, long replayed, Instant oldestAt, String newestReason) {}

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is 1 or more, not " + limit + ".");
        }
        LetterBox box = letters.box();
        PrintWriter out = spec.commandLine().getOut();
        if (job == null) {
            jobs(box, out);
        } else {
            LettersCommand.check(box, job, spec);
            lettersOf(box, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void jobs(LetterBox box, PrintWriter out) throws InterruptedException, JsonProcessingException {
        List<Summary> summaries = new ArrayList<>();
        for (String name : box.jobs()) {
            summaries.add(summary(box, name));
        }
        if (json) {
            ArrayNode all = LettersCommand.json().createArrayNode();
            for (Summary summary : summaries) {
                ObjectNode node = all.addObject()
                        .put("job", summary.job())
                        .put("letters", summary.letters())
                        .put("replayed", summary.replayed());
                if (summary.letters() > 0) {
                    node.put("oldestAt", summary.oldestAt().toString()).put("newestReason", summary.newestReason());
                }
            }
            print(out, "jobs", all);
            return;
        }
        String line = "%-20s %8s %9s  %-20s  %s%n";
        out.printf(line, "JOB", "LETTERS", "REPLAYED", "OLDEST", "NEWEST REASON");
        for (Summary summary : summaries) {
            out.printf(
                    line,
                    summary.job(),
                    summary.letters(),
                    summary.replayed(),
                    summary.letters() == 0 ? "-" : seconds(summary.oldestAt()),
                    summary.letters() == 0 ? "-" : LettersCommand.printable(summary.newestReason()));
        }
    }

    private static Summary summary(LetterBox box, String name) {
        Map<Origin, Replayed> marks = box.marks(name);
        long[] counts = new long[2];
        Letter[] ends = new Letter[2];
        box.read(name, letter -> {
            counts[0]++;
            counts[1] += marks.containsKey(letter.origin()) ? 1 : 0;
            ends[0] = ends[0] == null ? letter : ends[0];
            ends[1] = letter;
        });
        return new Summary(
                name,
                counts[0],
                counts[1],
                ends[0] == null ? null : ends[0].at(),
                ends[1] == null ? null : ends[1].reason());
    }

    private void lettersOf(LetterBox box, PrintWriter out) throws JsonProcessingException {
        Map<Origin, Replayed> marks = box.marks(job);
        Deque<Line> newest = new ArrayDeque<>();
        long[] left = {0};
        box.read(job, letter -> {
            newest.add(new Line(letter.number(), letter.at(), letter.reason(), letter.origin(), letter.size()));
            if (newest.size() > limit) {
                newest.removeFirst();
                left[0]++;
            }
        });
        if (json) {
            ArrayNode all = LettersCommand.json().createArrayNode();
            for (Line line : newest) {
                ObjectNode node = all.addObject()
                        .put("number", line.number())
                        .put("at", line.at().toString())
                        .put("reason", line.reason())
                        .put(
                                "origin",
                                line.origin() == null ? null : line.origin().toString())
                        .put("size", line.size());
                if (marks.containsKey(line.origin())) {
                    node.put("replayedAs", marks.get(line.origin()).as());
                }
            }
            print(out, "letters", all);
            return;
        }
        out.printf(LINE, "NUMBER", "AT", "BYTES", "FROM TOPIC/PARTITION/OFFSET", "REASON");
        for (Line line : newest) {
            out.printf(
                    LINE,
                    line.number(),
                    seconds(line.at()),
                    line.size(),
                    line.origin() == null
                            ? "?"
                            : LettersCommand.printable(line.origin().toString()),
                    (marks.containsKey(line.origin())
                                    ? "(replayed as " + marks.get(line.origin()).as() + ") "
                                    : "")
                            + LettersCommand.printable(line.reason()));
        }
        if (left[0] > 0) {
            out.println(left[0] + " older ones are not listed: --limit N lists more.");
        }
    }

    private static String seconds(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond()).toString();
    }

    private static void print(PrintWriter out, String name, ArrayNode all) throws JsonProcessingException {
        ObjectMapper mapper = LettersCommand.json();
        out.println(mapper.writeValueAsString(mapper.createObjectNode().set(name, all)));
    }
}
