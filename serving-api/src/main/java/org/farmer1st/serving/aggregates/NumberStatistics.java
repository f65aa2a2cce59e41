package org.farmer1st.serving.aggregates;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * Statistics of the numbers that were answered to a question, in its own unit.
 *
 * @param min null where it may not be shown, and without values; {@code max} likewise
 * @param mean null without values
 * @param stddev of the sample (divided by {@code count - 1}); null below two values
 * @param p50 nearest rank; null without values, and where it would show few people's; {@code p90} likewise
 * @param approximate whether min, max and quantiles are within 1 % instead of exact
 */
public record NumberStatistics(
        long count,
        @JsonSerialize(using = PlainNumber.class) Double sum,
        @JsonSerialize(using = PlainNumber.class) Double min,
        @JsonSerialize(using = PlainNumber.class) Double max,
        @JsonSerialize(using = PlainNumber.class) Double mean,
        @JsonSerialize(using = PlainNumber.class) Double stddev,
        @JsonSerialize(using = PlainNumber.class) Double p50,
        @JsonSerialize(using = PlainNumber.class) Double p90,
        @JsonIgnore boolean approximate) {}
