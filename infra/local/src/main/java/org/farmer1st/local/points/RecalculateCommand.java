package org.farmer1st.local.points;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
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
                        + " later, and posts the differences. With --dry-run, only says what it would change. Again, it changes"
                        + " nothing.",
        mixinStandardHelpOptions = true)
public final class RecalculateCommand implements Callable<Integer> {

    @ParentCommand
    private LedgerCommand ledger;

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

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many farmers are listed, the largest differences first (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--json",
            description = "For programs: {\"commandId\",\"dryRun\",\"responses\",\"farmers\",\"given\",\"takenBack\","
                    + "\"differences\":[{\"farmerId\",\"before\",\"after\"}]}, with all farmers.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (from != null && until != null && !from.isBefore(until)) {
            throw new ParameterException(spec.commandLine(), "--from has to lie before --until.");
        }
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is 0 or more, not " + limit + ".");
        }
        PointsCommand command = PointsCommand.newBuilder()
                .setCommandId("recalculate-" + UUID.randomUUID())
                .setTenant(tenant)
                .setFarmerId("")
                .setKind(PointsCommandKind.RECALCULATE)
                .setRequestedBy("points recalculate")
                .setRequestedAt(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS))
                .setRecalculation(new PointsRecalculation(surveys, version, from, until, dryRun))
                .build();
        RecalculationAnswers answers = new RecalculationAnswers(command.getCommandId());
        ask(command, answers);
        if (!answers.refusals().isEmpty()) {
            throw new CommandFailed(String.join("\n", answers.refusals())
                    + "\nPublished rules reach every lane within seconds: then ask again, which does no harm.");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(command.getCommandId(), answers));
        } else {
            print(out, answers);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void ask(PointsCommand command, RecalculationAnswers answers) throws InterruptedException {
        LedgerLog log = ledger.log();
        Progress[] progress = new Progress[1];
        try {
            log.ask(command, new LedgerLog.Answers() {
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
    }

    private void print(PrintWriter out, RecalculationAnswers answers) {
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
        if (dryRun) {
            out.println(
                    "Nothing was changed. Without --dry-run it is done; what a budget would withhold is not in it.");
        }
    }

    private String json(String commandId, RecalculationAnswers answers) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode()
                .put("commandId", commandId)
                .put("dryRun", dryRun)
                .put("responses", answers.responses())
                .put("farmers", answers.farmers())
                .put("given", answers.given())
                .put("takenBack", answers.takenBack());
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
