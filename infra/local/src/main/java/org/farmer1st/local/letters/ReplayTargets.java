package org.farmer1st.local.letters;

import java.util.Optional;
import org.farmer1st.schemas.Topics;

/**
 * Into which topics letters may be put back: those of submissions and commands, where each record stands for itself and its
 * reader recognises what it has seen. A log that one of our jobs writes is an answer to each record of another, in order, and a
 * record from outside would make it a wrong one.
 */
final class ReplayTargets {

    private ReplayTargets() {}

    /** Why nothing of a job's may be put into a topic, and what to do instead; empty where it may. */
    static Optional<String> whyNot(String job, String topic) {
        if (topic.equals(Topics.SUBMISSIONS.name())
                || topic.equals(Topics.COMMANDS.name())
                || topic.equals(Topics.POINTS_COMMANDS.name())) {
            return Optional.empty();
        }
        if (topic.equals(Topics.RESPONSES.name())
                || topic.equals(Topics.TRANSFERS.name())
                || topic.equals(Topics.POINTS_RESULTS.name())) {
            return Optional.of(
                    topic + " is written by one job alone, one record for each that the job reads, and what is"
                            + " counted is a function of it: a record from outside would make it wrong for ever. Nothing is lost:"
                            + " the record still stands where it was read. "
                            + instead(job));
        }
        if (topic.equals(Topics.POINTS_BUDGET.name())) {
            return Optional.of(
                    topic + " is what the lanes of loyalty-points tell the tenants' budgets, each record once and"
                            + " in order; one from outside would be none of theirs. Find out who wrote it: lanes write nothing"
                            + " that can't be read.");
        }
        if (topic.equals(Topics.REFERENCE_POINTS_RULES.name())) {
            return Optional.of(
                    topic + " follows a table of Postgres, whose rows never change. Publish the rules as another"
                            + " version.");
        }
        if (topic.equals(Topics.REFERENCE_FARMERS.name()) || topic.equals(Topics.REFERENCE_SURVEYS.name())) {
            return Optional.of(
                    topic + " follows a table of Postgres: an old row from outside would go over a newer one."
                            + " Update the row, also to what it is already; it gets a new version and is sent again.");
        }
        return Optional.of(
                "It is not known that " + topic + " may be written to twice. Show the letter with --bytes FILE,"
                        + " and hand the bytes to whoever owns that topic.");
    }

    /** A view can be built again; the ledger is not one: what it decided stands, and is mended by what it decides next. */
    private static String instead(String job) {
        if (job.equals("loyalty-points")) {
            return "The ledger went on without it, and is not built again. Give the farmer the base points of the response with"
                    + " an ADJUST command in points.commands; later edits of it are then counted from there.";
        }
        return "Run a version of the reading job that understands it, from the start of the topic, into another"
                + " generation of its view (setting GENERATION).";
    }
}
