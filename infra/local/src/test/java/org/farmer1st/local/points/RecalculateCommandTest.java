package org.farmer1st.local.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.events.FarmerDifference;
import org.farmer1st.events.FarmerShortfall;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.RecalculationPart;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Nobody takes points away by accident. */
class RecalculateCommandTest {

    private final List<PointsCommand> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private long withheld;

    /** A ledger of one lane and one farmer, which answers every recalculation with the same. */
    private int run(long before, long after, long drawnAnew, String... options) {
        CommandLine line = new CommandLine(new RecalculateCommand((command, answers) -> {
            asked.add(command);
            answers.lanes(1);
            answers.next(
                    0,
                    PointsResult.newBuilder()
                            .setCommandId(command.getCommandId())
                            .setTenant("demo")
                            .setFarmerId("")
                            .setKind(PointsCommandKind.RECALCULATE)
                            .setStatus(PointsResultStatus.DONE)
                            .setTransferIds(List.of())
                            .setDecidedAt(Instant.EPOCH)
                            .setRecalculation(new RecalculationPart(
                                    null,
                                    true,
                                    1L,
                                    1L,
                                    before == after ? List.of() : List.of(new FarmerDifference("f-1", before, after)),
                                    drawnAnew,
                                    shortfalls(command)))
                            .build());
        }));
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            command.getErr().println(problem.getMessage());
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
        List<String> arguments = new ArrayList<>(List.of("--survey", "safi", "--rules", "2"));
        arguments.addAll(List.of(options));
        return line.execute(arguments.toArray(String[]::new));
    }

    /** What a budget withheld is known after it was asked: at the look that follows the act. */
    private List<FarmerShortfall> shortfalls(PointsCommand command) {
        boolean isAfter =
                asked.stream().anyMatch(earlier -> !earlier.getRecalculation().getDryRun() && earlier != command);
        return isAfter && withheld > 0 ? List.of(new FarmerShortfall("f-1", 50L, 0L, withheld)) : List.of();
    }

    private List<Boolean> dryRuns() {
        return asked.stream()
                .map(command -> command.getRecalculation().getDryRun())
                .toList();
    }

    @Test
    void whatOnlyGivesIsDoneAfterALook() {
        assertThat(run(10, 12, 0)).isZero();
        assertThat(dryRuns()).containsExactly(true, false, true);
        assertThat(asked.get(0).getCommandId()).isNotEqualTo(asked.get(1).getCommandId());
        assertThat(asked.get(0).getRecalculation().getRuleVersion()).isEqualTo(2);
        assertThat(asked.get(1).getRecalculation().getSurveyIds()).containsExactly("safi");
        assertThat(out.toString()).contains("f-1").contains("+2").doesNotContain("would");
    }

    @Test
    void whatTakesAwayIsShownAndRefused() {
        assertThat(run(50, 0, 0)).isEqualTo(1);
        assertThat(dryRuns()).containsExactly(true);
        assertThat(out.toString()).contains("f-1").contains("-50").contains("would change");
        assertThat(err.toString()).contains("Nothing was changed").contains("--yes");
    }

    @Test
    void whatABudgetMayNotHaveIsRefusedToo() {
        assertThat(run(50, 50, 50)).isEqualTo(1);
        assertThat(dryRuns()).containsExactly(true);
        assertThat(out.toString()).contains("50 points that were given would be taken back and drawn from");
        assertThat(err.toString()).contains("where the budget has fewer").contains("--yes");
    }

    @Test
    void whatTheBudgetWithheldIsShownWhenItIsDone() {
        withheld = 30;
        assertThat(run(50, 50, 50, "--yes")).isZero();
        assertThat(dryRuns()).containsExactly(false, true);
        assertThat(out.toString())
                .containsPattern("f-1 +50 +20 +-30")
                .contains("+0 and -30")
                .contains("50 points that were given were taken back");
    }

    @Test
    void whoeverSaysYesHasIt() {
        assertThat(run(50, 0, 0, "--yes")).isZero();
        assertThat(dryRuns()).containsExactly(false);
    }

    @Test
    void aDryRunIsOnlyThat() {
        assertThat(run(50, 0, 0, "--dry-run", "--json")).isZero();
        assertThat(dryRuns()).containsExactly(true);
        assertThat(out.toString())
                .contains("\"takenBack\":50")
                .contains("\"drawnAnew\":0")
                .contains("\"dryRun\":true");
        assertThat(run(1, 2, 0, "--dry-run", "--yes")).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
