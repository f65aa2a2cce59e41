package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import org.farmer1st.local.client.OdkSubmissions.UnusableSubmission;
import org.farmer1st.local.issuer.Role;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code load}: sends a file of responses through the HTTP API. Loading a file again changes nothing. */
@Command(
        name = "load",
        description = "Sends a file through the HTTP API. The last line says what became of its records.",
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "JSON: an array of records, or one record a line.")
    private Path file;

    @Option(names = "--survey", required = true, paramLabel = "ID", description = "The survey they are responses to.")
    private String surveyId;

    @Option(
            names = "--format",
            paramLabel = "responses|odk-json",
            defaultValue = "responses",
            converter = FormatConverter.class,
            description =
                    "responses: bodies as POST /v1/responses takes them. odk-json: the array that ODK tools export."
                            + " Default: ${DEFAULT-VALUE}.")
    private LoadFormat format;

    @Option(
            names = "--farmer",
            paramLabel = "QUESTION",
            description = "odk-json: the question whose value names the farmer; it is hashed into an opaque id."
                    + " Else each submission is a farmer of its own.")
    private String farmerQuestion;

    @Option(
            names = "--device-time",
            paramLabel = "QUESTION",
            description = "odk-json: the question that holds the device's time."
                    + " Else the datetime question called start or …_start, else end or …_end.")
    private String deviceTimeQuestion;

    @Option(
            names = "--tenant",
            paramLabel = "T",
            defaultValue = LocalAccess.DEFAULT_TENANT,
            description = "Whose farmers they are of (default: ${DEFAULT-VALUE}).")
    private String tenant;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter errors = spec.commandLine().getErr();
        Place place = farmer.place();
        LocalAccess access = new LocalAccess(place);
        ResponseFile records = new ResponseFile(access.json(), file);
        long total = records.count();
        SurveyQuestions survey = survey(access.serving(Role.admin, "command-line", tenant));
        LoadResult result = new LoadResult();
        OdkSubmissions odk = format == LoadFormat.ODK_JSON
                ? new OdkSubmissions(survey, tenant, farmerQuestion, deviceTimeQuestion, pseudonyms(place))
                : null;
        try (Progress progress = Progress.of("Loading", total, errors);
                BatchSender sender = new BatchSender(
                        access.ingest(Role.enumerator, "command-line", tenant), Clock.systemUTC(), result, progress)) {
            records.read((position, record) -> {
                String name = "Record " + position;
                try {
                    sender.add(name, odk == null ? response(survey, record) : odk.body(record));
                } catch (UnusableSubmission e) {
                    result.addRejected(name + ": " + e.getMessage());
                    progress.advance(1);
                }
            });
        }
        explain(errors, result, odk);
        spec.commandLine().getOut().println(result.summary());
        return result.rejected() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void explain(PrintWriter errors, LoadResult result, OdkSubmissions odk) {
        if (odk != null && !odk.leftOut().isEmpty()) {
            errors.println(odk.leftOut().size() + " questions of the file are not in the definition and were left out: "
                    + String.join(", ", odk.leftOut()));
        }
        result.explanations().forEach(errors::println);
        if (result.unexplained() > 0) {
            errors.println("… and " + result.unexplained() + " more.");
        }
        errors.flush();
    }

    /** The survey's newest published version. */
    private SurveyQuestions survey(ApiClient serving) throws InterruptedException {
        ApiAnswer answer;
        try {
            answer = serving.sendUntilAnswered("GET", "/v1/surveys/" + RequestPath.segment(surveyId), null, PATIENCE);
        } catch (IOException e) {
            throw new CommandFailed(
                    "The platform does not answer at " + serving.base()
                            + ". Look at ./farmer1st status, start it with ./farmer1st up.",
                    e);
        }
        if (answer.status() == 404) {
            throw new CommandFailed("There is no survey " + surveyId + " of tenant " + tenant
                    + ". Publish its definition first: ./farmer1st survey publish FILE");
        }
        if (!answer.ok()) {
            throw new CommandFailed("The definition of " + surveyId + " can't be read: " + answer.explanation());
        }
        return SurveyQuestions.of(answer.data());
    }

    private static Pseudonyms pseudonyms(Place place) {
        try {
            return Pseudonyms.withKeyIn(place.secrets().resolve("pseudonyms.key"));
        } catch (IOException e) {
            throw new CommandFailed("The key of farmers' pseudonyms can't be used: " + e.getMessage(), e);
        }
    }

    /** A body as it is, but for the survey that the command line names. */
    private static ObjectNode response(SurveyQuestions survey, JsonNode record) throws UnusableSubmission {
        String surveyId = record.path("surveyId").asText(survey.surveyId());
        if (!surveyId.equals(survey.surveyId())) {
            throw new UnusableSubmission("it is a response to " + surveyId + ", not to " + survey.surveyId());
        }
        ObjectNode body = record.deepCopy();
        if (!body.has("surveyId")) {
            body.put("surveyId", survey.surveyId());
        }
        if (!body.has("surveyVersion")) {
            body.put("surveyVersion", survey.version());
        }
        return body;
    }

    /** The words of the command line. */
    static final class FormatConverter implements ITypeConverter<LoadFormat> {
        @Override
        public LoadFormat convert(String text) {
            for (LoadFormat format : LoadFormat.values()) {
                if (format.toString().equals(text)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + text + "' is neither responses nor odk-json");
        }
    }
}
