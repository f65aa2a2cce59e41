package org.farmer1st.schemas;

import java.util.List;
import org.farmer1st.events.BudgetRequest;
import org.farmer1st.events.CacheInvalidation;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferencePointsRules;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.events.RejectedUpload;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WorkflowOutcome;
import org.farmer1st.schemas.Topic.Layout;
import org.farmer1st.schemas.Topic.Retention;

/** Every topic of the platform: the one home of their names, values and layouts. */
public final class Topics {

    /** The log of record: every accepted upload, as it came. */
    public static final Topic<Submission> SUBMISSIONS = new Topic<>(
            "survey.submissions",
            Submission.class,
            Layout.LANES,
            Retention.FOREVER,
            "Every accepted upload, as it came: the log of record.");

    /** One fact for each submission, in lane order, and one for each response whose farmer moved. */
    public static final Topic<ResponseFact> RESPONSES = new Topic<>(
            "survey.responses",
            ResponseFact.class,
            Layout.LANES,
            Retention.FOREVER,
            "One fact for each submission, and for each response whose farmer moved: added, replaced, withdrawn, or why nothing"
                    + " changed.");

    /** Personal answers and exact positions, set apart. */
    public static final Topic<PersonalData> PERSONAL = new Topic<>(
            "survey.personal",
            PersonalData.class,
            Layout.LANES,
            Retention.LAST_VALUE,
            "Personal answers and exact positions, by response, version and content.");

    /** Uploads that were refused for what they hold. */
    public static final Topic<RejectedUpload> REJECTED = new Topic<>(
            "survey.rejected",
            RejectedUpload.class,
            Layout.SINGLE,
            Retention.WEEKS,
            "Uploads that were refused for what they hold, with the reason; kept for repair.");

    /** The points ledger. */
    public static final Topic<LedgerPosting> TRANSFERS = new Topic<>(
            "points.transfers",
            LedgerPosting.class,
            Layout.LANES,
            Retention.FOREVER,
            "The points ledger: one posting for each fact, often empty, and one for each command that moved points.");

    /** What somebody asks of a farmer's ledger. */
    public static final Topic<PointsCommand> POINTS_COMMANDS = new Topic<>(
            "points.commands",
            PointsCommand.class,
            Layout.LANES,
            Retention.FOREVER,
            "What somebody asks of a farmer's ledger: reserve, settle, release, adjust, expire; and what every lane is told of a"
                    + " tenant's rules and budget.");

    /** What came of it. */
    public static final Topic<PointsResult> POINTS_RESULTS = new Topic<>(
            "points.results",
            PointsResult.class,
            Layout.LANES,
            Retention.FOREVER,
            "What came of each points command; a repeated one is answered again.");

    /** What lanes ask of the tenants' budgets. */
    public static final Topic<BudgetRequest> POINTS_BUDGET = new Topic<>(
            "points.budget",
            BudgetRequest.class,
            Layout.SINGLE,
            Retention.FOREVER,
            "What the lanes of the points ledger ask of the tenants' budgets, in the order of asking.");

    /** What somebody asked the platform to do. */
    public static final Topic<PlatformCommand> COMMANDS = new Topic<>(
            "platform.commands",
            PlatformCommand.class,
            Layout.SINGLE,
            Retention.FOREVER,
            "What somebody asked the platform to do.");

    /** What the workflows came to. */
    public static final Topic<WorkflowOutcome> OUTCOMES = new Topic<>(
            "workflow.outcomes",
            WorkflowOutcome.class,
            Layout.SINGLE,
            Retention.LAST_VALUE,
            "What each effect of a workflow came to, and how it ended.");

    /** Published survey definitions. */
    public static final Topic<ReferenceSurvey> REFERENCE_SURVEYS = new Topic<>(
            "cdc.reference.surveys",
            ReferenceSurvey.class,
            Layout.SINGLE,
            Retention.LAST_VALUE,
            "Published survey definitions, from Postgres.");

    /** The farmers that the platform knows more of than an id. */
    public static final Topic<ReferenceFarmer> REFERENCE_FARMERS = new Topic<>(
            "cdc.reference.farmers",
            ReferenceFarmer.class,
            Layout.LANES,
            Retention.LAST_VALUE,
            "Farmers and their regions, from Postgres.");

    /** The rules of what responses are worth. */
    public static final Topic<ReferencePointsRules> REFERENCE_POINTS_RULES = new Topic<>(
            "cdc.reference.points-rules",
            ReferencePointsRules.class,
            Layout.SINGLE,
            Retention.LAST_VALUE,
            "Versions of the tenants' rules of what responses are worth, from Postgres.");

    /** What caches must forget. */
    public static final Topic<CacheInvalidation> INVALIDATIONS = new Topic<>(
            "cache.invalidations",
            CacheInvalidation.class,
            Layout.SINGLE,
            Retention.ONE_DAY,
            "What may no longer be served from a cache.");

    /**
     * Where the connectors' heartbeats go: text, one key a connector, of use to nobody but Connect, whose stored position
     * moves with what it sends. One partition; the last value of each key is kept.
     */
    public static final String CDC_HEARTBEATS = "cdc.heartbeats";

    private static final List<Topic<?>> ALL = List.of(
            SUBMISSIONS,
            RESPONSES,
            PERSONAL,
            REJECTED,
            POINTS_COMMANDS,
            TRANSFERS,
            POINTS_RESULTS,
            POINTS_BUDGET,
            COMMANDS,
            OUTCOMES,
            REFERENCE_SURVEYS,
            REFERENCE_FARMERS,
            REFERENCE_POINTS_RULES,
            INVALIDATIONS);

    private Topics() {}

    /** All of them, in the order in which data flows. */
    public static List<Topic<?>> all() {
        return ALL;
    }

    /**
     * The dead-letter topic of a job: the original bytes as key and value, and the reason and origin as headers (see
     * {@link DeadLetters}).
     */
    public static String deadLetters(String job) {
        return job + ".dead-letters";
    }

    /** The jobs that have a dead-letter topic. */
    public static List<String> jobsWithDeadLetters() {
        return List.of(
                "response-intake",
                "loyalty-points",
                "survey-analytics",
                "points-views",
                "cache-invalidation",
                "workflows");
    }
}
