package org.farmer1st.local.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.farmer1st.events.FarmerDifference;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRecalculation;
import org.farmer1st.events.PointsResult;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.Progress;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code points recalculate}: judges the past by another version of the rules. */
@Command(
        name = "recalculate",
        description =
                "Judges responses by a version of the tenant's rules that was not in force at their time, those too that arrive"
                        + " later, and posts the differences. It looks first what that would change, and where anybody may lose"
                        + " points, only says so, unless --yes is given. Again, it changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; with --dry-run, answered",
            "1:failed, and so is what would take points away without --yes; the message says what to do next",
            "2:wrong use"
        },
        mixinStandardHelpOptions = true)
public final class RecalculateCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @ParentCommand
    private LedgerCommand ledger;

    /** In place of the ledger's log; null: the log. */
    private final Lanes asked;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--survey",
            required = true,
            paramLabel = "ID",
            description = "The survey whose responses are meant; several where it is given several times.")
    private List<String> surveys;

    @Option(
            names = "--rules",
            paramLabel = "VERSION",
            description =
                    "The version of the tenant's rules. Left out: the one in force at each response's time, which takes"
                            + " earlier recalculations back.")
    private Integer version;

    @Option(names = "--from", paramLabel = "TIME", description = "The first business time, like 2026-03-01T00:00:00Z.")
    private Instant from;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "The first business time that is not meant (default: when the version came into force).")
    private Instant until;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            defaultValue = "demo",
            description = "Default: ${DEFAULT-VALUE}.")
    private String tenant;

    @ArgGroup
    private How how = new How();

    private static final class How {
        @Option(names = "--dry-run", description = "Only say what would change.")
        private boolean dryRun;

        @Option(
                names = "--yes",
                description =
                        "Do it without looking first, also where it takes points away: somebody has seen the dry run.")
        private boolean yes;
    }

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many farmers are listed, the largest differences first (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--json",
            description = "For programs: {\"commandId\",\"dryRun\",\"responses\",\"farmers\",\"given\",\"takenBack\","
                    + "\"drawnAnew\",\"differences\":[{\"farmerId\",\"before\",\"after\"}]}, with all farmers.")
    private boolean json;

    /** Who answers; {@link LedgerLog#ask}. */
    @FunctionalInterface
    interface Lanes {
        void ask(PointsCommand command, LedgerLog.Answers answers) throws InterruptedException;
    }

    public RecalculateCommand() {
        this(null);
    }

    RecalculateCommand(Lanes asked) {
        this.asked = asked;
    }

    @Override
    public Integer call() throws Exception {
        if (from != null && until != null && !from.isBefore(until)) {
            throw new ParameterException(spec.commandLine(), "--from has to lie before --until.");
        }
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is 0 or more, not " + limit + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!how.dryRun && !how.yes) {
            PointsCommand look = command(true);
            RecalculationAnswers would = ask(look);
            if (would.takeAway()) {
                publish(out, look, would);
                throw new CommandFailed("Nothing was changed, because farmers would lose points"
                        + (would.takenBack() > 0 ? "" : " where the budget has fewer")
                        + ". If that is meant, give the same command with --yes.");
            }
        }
        PointsCommand command = command(how.dryRun);
        RecalculationAnswers answers = ask(command);
        if (!how.dryRun && answers.drawnAnew() + answers.given() > 0) {
            // The version may have a budget, and that fewer points.
            answers.settle(afterTheBudget());
        }
        publish(out, command, answers);
        return ExitCode.OK;
    }

    /** What the lanes say when no points wait for a budget any more: what it gives and withholds is decided within moments. */
    private RecalculationAnswers afterTheBudget() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            RecalculationAnswers now = ask(command(true));
            if (now.waiting() == 0) {
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailed(
                        "It is done, but " + now.waiting() + " points still wait for the budget after "
                                + PATIENCE.toSeconds()
                                + " s, as they do while a lane of the ledger stands still. See whether"
                                + " loyalty-points runs with ./farmer1st status; what the budget doesn't have is withheld then.");
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private PointsCommand command(boolean dryRun) {
        return PointsCommand.newBuilder()
                .setCommandId("recalculate-" + UUID.randomUUID())
                .setTenant(tenant)
                .setFarmerId("")
                .setKind(PointsCommandKind.RECALCULATE)
                .setRequestedBy("points recalculate")
                .setRequestedAt(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS))
                .setRecalculation(new PointsRecalculation(surveys, version, from, until, dryRun))
                .build();
    }

    private RecalculationAnswers ask(PointsCommand command) throws InterruptedException {
        RecalculationAnswers answers = new RecalculationAnswers(command.getCommandId());
        Lanes lanes = asked != null ? asked : ledger.log()::ask;
        Progress[] progress = new Progress[1];
        try {
            lanes.ask(command, new LedgerLog.Answers() {
                @Override
                public void lanes(int count) {
                    answers.lanes(count);
                    progress[0] = Progress.of("Lanes", count, spec.commandLine().getErr());
                }

                @Override
                public boolean next(int lane, PointsResult result) {
                    progress[0].advance(answers.add(lane, result) ? 1 : 0);
                    return !answers.complete();
                }
            });
        } finally {
            if (progress[0] != null) {
                progress[0].close();
            }
        }
        if (!answers.refusals().isEmpty()) {
            throw new CommandFailed(String.join("\n", answers.refusals())
                    + "\nPublished rules reach every lane within seconds: then ask again, which does no harm.");
        }
        return answers;
    }

    private void publish(PrintWriter out, PointsCommand command, RecalculationAnswers answers)
            throws JsonProcessingException {
        boolean dryRun = command.getRecalculation().getDryRun();
        if (json) {
            out.println(json(command.getCommandId(), dryRun, answers));
        } else {
            print(out, dryRun, answers);
        }
        out.flush();
    }

    private void print(PrintWriter out, boolean dryRun, RecalculationAnswers answers) {
        List<FarmerDifference> largest = answers.differences().stream()
                .sorted(Comparator.comparingLong((FarmerDifference d) -> -Math.abs(d.getAfter() - d.getBefore()))
                        .thenComparing(FarmerDifference::getFarmerId))
                .limit(limit)
                .toList();
        if (!largest.isEmpty()) {
            out.printf("%-44s %12s %12s %12s%n", "FARMER", "EARNED", dryRun ? "WOULD BE" : "NOW", "DIFFERENCE");
        }
        for (FarmerDifference difference : largest) {
            out.printf(
                    "%-44s %12d %12d %+12d%n",
                    difference.getFarmerId(),
                    difference.getBefore(),
                    difference.getAfter(),
                    difference.getAfter() - difference.getBefore());
        }
        int more = answers.differences().size() - largest.size();
        if (more > 0) {
            out.println("… and " + more + " more: --limit N lists them.");
        }
        String would = dryRun ? " would be" : " are";
        out.println(answers.responses() + " responses" + would + " judged otherwise; the points of "
                + answers.differences().size() + " of " + answers.farmers() + " farmers"
                + (dryRun ? " would change: +" : " change: +") + answers.given() + " and -" + answers.takenBack());
        if (answers.drawnAnew() > 0) {
            out.println(answers.drawnAnew() + " points that were given"
                    + (dryRun
                            ? " would be taken back and drawn from the version's budget anew; what it doesn't have would be"
                                    + " withheld. That is in no line above."
                            : " were taken back and drawn from the version's budget anew; what it didn't have is withheld,"
                                    + " and taken off above."));
        }
        if (how.dryRun) {
            out.println("Nothing was changed."
                    + (answers.takeAway() ? " Without --dry-run and with --yes" : " Without --dry-run")
                    + " it is done.");
        }
    }

    private String json(String commandId, boolean dryRun, RecalculationAnswers answers) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode()
                .put("commandId", commandId)
                .put("dryRun", dryRun)
                .put("responses", answers.responses())
                .put("farmers", answers.farmers())
                .put("given", answers.given())
                .put("takenBack", answers.takenBack())
                .put("drawnAnew", answers.drawnAnew());
        ArrayNode differences = node.putArray("differences");
        for (FarmerDifference difference : answers.differences()) {
            differences
                    .addObject()
                    .put("farmerId", difference.getFarmerId())
                    .put("before", difference.getBefore())
                    .put("after", difference.getAfter());
        }
        return mapper.writeValueAsString(node);
    }
}
