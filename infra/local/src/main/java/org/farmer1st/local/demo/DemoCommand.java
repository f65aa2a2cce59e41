package org.farmer1st.local.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.local.supervisor.LocalPlatform;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code demo}: from nothing to numbers that came through the whole platform, which is left running. */
@Command(
        name = "demo",
        description =
                "Starts the platform, sends a sample survey through the HTTP API, prints what comes of it and where"
                        + " to look; leaves the platform running.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Place place = farmer.place();
        Consumer<String> say = line -> {
            out.println(line);
            out.flush();
        };
        if (!new LocalPlatform(place, say).up()) {
            say.accept("The platform in " + place.home() + " is running already.");
        }
        String busiest = new Demo(new LocalAccess(place), out).run();
        whatToTryNext(out, place, busiest);
        return CommandLine.ExitCode.OK;
    }

    private static void whatToTryNext(PrintWriter out, Place place, String busiest) {
        Path usual = place.root().resolve(".farmer1st");
        String command = "./farmer1st" + (place.home().equals(usual) ? "" : " --home " + place.home());
        String bearer = "-H \"Authorization: Bearer $(" + command + " token --role %s --subject me)\"";
        String aggregates = place.servingApi() + "/v1/surveys/" + SampleSurvey.ID + "/aggregates";
        out.println();
        out.println("It is all still running. The two APIs:");
        out.println("  ingest-api   " + place.ingestApi());
        out.println("  serving-api  " + place.servingApi());
        out.println("Try:");
        out.println(
                "  curl " + bearer.formatted("stakeholder") + " '" + aggregates + "?bucket=month&groupBy=district'");
        out.println(
                "  curl " + bearer.formatted("stakeholder") + " '" + aggregates + "?bucket=all&question=plots/crop'");
        out.println("  curl " + bearer.formatted("admin") + " '" + place.servingApi() + "/v1/farmers/" + busiest
                + "/points'");
        out.println("  " + command + " status");
        out.println("  " + command + " down");
        out.flush();
    }
}
