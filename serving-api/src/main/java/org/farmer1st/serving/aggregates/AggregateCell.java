package org.farmer1st.serving.aggregates;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.SortedMap;

/**
 * One cell of an answer. What wasn't asked for is null, and left out of the JSON.
 *
 * @param group dimension to value, in the order asked for; null: not answered
 * @param bucket {@code 2026-11-20}, {@code 2026-11} or {@code all}
 * @param farmers distinct ones
 * @param answered how often the question was answered, each occurrence in a repeat by itself
 * @param counts of choices, months or grid cells; empty for text
 * @param stats of numbers, instead of counts
 */
@JsonInclude(value = JsonInclude.Include.NON_NULL, content = JsonInclude.Include.ALWAYS)
public record AggregateCell(
        Map<String, String> group,
        String bucket,
        long responses,
        long farmers,
        Long answered,
        Long skipped,
        SortedMap<String, Long> counts,
        NumberStatistics stats) {}
