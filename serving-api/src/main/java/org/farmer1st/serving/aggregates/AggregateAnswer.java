package org.farmer1st.serving.aggregates;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.serving.http.EntityTags;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * An answer, and how far the view was when it was read: both are of one statement's snapshot.
 *
 * @param content what depends on the responses alone
 */
public record AggregateAnswer(AggregateQuery query, Content content, ViewProgress progress) {

    /**
     * @param cells sorted
     * @param suppressed how many cells are hidden, whether anybody is in them or not
     * @param approximate whether quantiles (and min and max) are within 1 % instead of exact, in any cell
     */
    public record Content(List<AggregateCell> cells, long suppressed, boolean approximate) {}

    /** {@code data} of the JSON answer. */
    public record Data(List<AggregateCell> cells) {}

    /**
     * What goes into {@code meta}.
     *
     * @param asOf keeps the time from falling below what was told before
     */
    public Map<String, Object> meta(AsOfFloor asOf) {
        Map<String, Object> meta = asOfMeta(asOf, progress);
        meta.put("suppressed", content.suppressed());
        if (content.approximate()) {
            meta.put("approximate", true);
        }
        return meta;
    }

    /** {@code asOf} alone. */
    static Map<String, Object> asOfMeta(AsOfFloor asOf, ViewProgress progress) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(
                "asOf",
                asOf.tell(ViewProgress.SURVEY_CELLS, progress.asOf())
                        .map(Instant::toString)
                        .orElse(null));
        return meta;
    }

    /**
     * A weak entity tag of the content in one representation. It is made of what is counted, not of progress: progress
     * moves whenever any lane does, and an answer in which nothing changed should cost a dashboard nothing.
     */
    public String entityTag(String representation) {
        return EntityTags.of(representation, content);
    }
}
