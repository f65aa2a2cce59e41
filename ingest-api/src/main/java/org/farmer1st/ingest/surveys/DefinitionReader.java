package org.farmer1st.ingest.surveys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Fields;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.Place;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.input.Times;
import org.farmer1st.runtime.http.ApiException;

/**
 * Reads a survey definition and reports everything that is wrong in it. Used for what callers send and for what comes
 * back from the topic of published definitions, so that both mean the same.
 */
public final class DefinitionReader {

    static final int MOST_DIMENSIONS = 8;
    private static final int MOST_GRACE_DAYS = 3_660;
    private static final int MOST_RETENTION_DAYS = 36_600;
    private static final long MOST_POINTS = 1_000_000_000L;
    private static final int LARGEST_GROUP_SIZE = 1_000_000;

    private static final Set<String> FIELDS = Set.of(
            "surveyId",
            "version",
            "title",
            "timeZone",
            "opensAt",
            "closesAt",
            "graceDays",
            "questions",
            "dimensions",
            "points",
            "privacy",
            "retentionDays");

    private final Fields fields;
    private final Faults faults;

    private DefinitionReader(Faults faults) {
        this.faults = faults;
        this.fields = new Fields(faults);
    }

    /** @throws ApiException MALFORMED_REQUEST, or VALIDATION_FAILED with every fault of the definition */
    public static SurveyDefinition read(byte[] json) {
        Faults faults = new Faults();
        SurveyDefinition definition = new DefinitionReader(faults).definition(StrictJson.tree(json));
        faults.throwIfAny();
        return definition;
    }

    /** Null where there are faults. */
    private SurveyDefinition definition(JsonNode tree) {
        if (!tree.isObject()) {
            faults.add("", "must be a JSON object");
            return null;
        }
        Place root = Place.ROOT;
        fields.onlyThese(tree, root, FIELDS);
        String surveyId = fields.requiredText(tree, root, "surveyId");
        if (surveyId != null && !Names.isSlug(surveyId)) {
            faults.add("surveyId", "must be lower-case letters, digits and hyphens, 63 at most, not a hyphen first");
        }
        Long version = fields.requiredWhole(tree, root, "version", 1, Integer.MAX_VALUE);
        String title = fields.requiredText(tree, root, "title");
        ZoneId timeZone = timeZone(tree);
        Instant opensAt = moment(tree, "opensAt", timeZone, 0);
        // A day closes at its end.
        Instant closesAt = moment(tree, "closesAt", timeZone, 1);
        if (opensAt != null && closesAt != null && !opensAt.isBefore(closesAt)) {
            faults.add("closesAt", "must be later than opensAt");
        }
        long graceDays = fields.whole(tree, root, "graceDays", 0, MOST_GRACE_DAYS, 0L);
        Long retentionDays = fields.whole(tree, root, "retentionDays", 1, MOST_RETENTION_DAYS, null);
        QuestionGroup questions = new QuestionsReader(faults, fields).read(tree, root);
        List<Integer> dimensions = dimensions(tree, questions);
        JsonNode points = fields.requiredObject(tree, root, "points", Set.of("base"));
        Long basePoints =
                points == null ? null : fields.requiredWhole(points, root.in("points"), "base", 0, MOST_POINTS);
        JsonNode privacy = fields.requiredObject(tree, root, "privacy", Set.of("minGroupSize"));
        Long minGroupSize = privacy == null
                ? null
                : fields.requiredWhole(privacy, root.in("privacy"), "minGroupSize", 1, LARGEST_GROUP_SIZE);
        if (!faults.isEmpty()) {
            return null;
        }
        return new SurveyDefinition(
                surveyId,
                version.intValue(),
                title,
                timeZone,
                opensAt,
                closesAt,
                (int) graceDays,
                questions,
                dimensions,
                basePoints,
                minGroupSize.intValue(),
                retentionDays == null ? null : retentionDays.intValue(),
                CanonicalJson.of(tree));
    }

    private ZoneId timeZone(JsonNode tree) {
        String name = fields.text(tree, Place.ROOT, "timeZone");
        if (name == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            faults.add("timeZone", "is not a known time zone, such as Africa/Maputo");
            return ZoneOffset.UTC;
        }
    }

    /** A moment, or a day: the start of the day {@code daysAfter} it. */
    private Instant moment(JsonNode tree, String field, ZoneId timeZone, int daysAfter) {
        String text = fields.text(tree, Place.ROOT, field);
        if (text == null) {
            return null;
        }
        LocalDate day = Times.day(text);
        Instant moment = day == null
                ? Times.instant(text)
                : day.plusDays(daysAfter).atStartOfDay(timeZone).toInstant();
        if (moment == null) {
            faults.add(field, "must be a date, or a date and time with an offset, in ISO 8601");
        }
        return moment;
    }

    private List<Integer> dimensions(JsonNode tree, QuestionGroup questions) {
        JsonNode array = fields.requiredArray(tree, Place.ROOT, "dimensions");
        List<Integer> positions = new ArrayList<>();
        if (array == null) {
            return positions;
        }
        if (array.size() > MOST_DIMENSIONS) {
            faults.add("dimensions", "may be " + MOST_DIMENSIONS + " at most");
        }
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < array.size(); i++) {
            String path = "dimensions[" + i + ']';
            if (!array.get(i).isTextual()) {
                faults.add(path, "must be the name of a question");
                continue;
            }
            String name = array.get(i).textValue();
            int position = questions.position(name);
            if (!seen.add(name)) {
                faults.add(path, "is named twice");
            } else if (position < 0) {
                faults.add(path, "is not a question of this survey outside of its repeats");
            } else if (questions.get(position).type() == QuestionType.REPEAT) {
                faults.add(path, "is a repeat, which nothing can be grouped by");
            } else if (questions.get(position).personal()) {
                faults.add(path, "is personal (text is, unless the question says \"personal\": false)");
            } else {
                positions.add(position);
            }
        }
        return positions;
    }
}
