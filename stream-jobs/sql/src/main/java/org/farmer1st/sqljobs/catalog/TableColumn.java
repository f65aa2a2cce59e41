package org.farmer1st.sqljobs.catalog;

import java.util.function.Function;
import org.apache.flink.table.types.DataType;

/**
 * A column of a table.
 *
 * @param <S> what a row is made of
 * @param name as SQL names it
 * @param type as SQL knows it
 * @param description for people
 * @param value its value in Flink's internal form, or null
 */
record TableColumn<S>(String name, DataType type, String description, Function<S, Object> value) {}
