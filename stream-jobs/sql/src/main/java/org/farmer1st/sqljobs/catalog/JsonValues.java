package org.farmer1st.sqljobs.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/** JSON in Flink's internal form: days and instants as ISO texts, bytes in base 64, rows and maps as objects. */
final class JsonValues {

    private JsonValues() {}

    /** @throws IllegalArgumentException where the JSON is no such value */
    static Object value(LogicalType type, JsonNode json) {
        if (json == null || json.isNull()) {
            if (!type.isNullable()) {
                throw new IllegalArgumentException("is missing");
            }
            return null;
        }
        try {
            return switch (type.getTypeRoot()) {
                case CHAR, VARCHAR -> StringData.fromString(text(json));
                case BOOLEAN ->
                    required(json, json.isBoolean(), "true or false").booleanValue();
                case TINYINT, SMALLINT, INTEGER ->
                    required(json, json.canConvertToInt(), "a whole number").intValue();
                case BIGINT ->
                    required(json, json.canConvertToLong(), "a whole number").longValue();
                case FLOAT ->
                    (float) required(json, json.isNumber(), "a number").doubleValue();
                case DOUBLE -> required(json, json.isNumber(), "a number").doubleValue();
                case DECIMAL ->
                    DecimalData.fromBigDecimal(
                            required(json, json.isNumber(), "a number").decimalValue(),
                            ((DecimalType) type).getPrecision(),
                            ((DecimalType) type).getScale());
                case DATE -> (int) LocalDate.parse(text(json)).toEpochDay();
                case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TimestampData.fromInstant(Instant.parse(text(json)));
                case BINARY, VARBINARY -> json.binaryValue();
                case ARRAY -> array(((ArrayType) type).getElementType(), json);
                case MAP -> map(((MapType) type).getValueType(), json);
                case ROW -> row((RowType) type, json);
                default -> throw new IllegalArgumentException("can't be given in a sample");
            };
        } catch (DateTimeException | IOException e) {
            throw new IllegalArgumentException("is not a " + type.asSummaryString() + ": " + json);
        }
    }

    private static JsonNode required(JsonNode json, boolean is, String what) {
        if (!is) {
            throw new IllegalArgumentException("must be " + what + ", not " + json);
        }
        return json;
    }

    private static String text(JsonNode json) {
        return required(json, json.isTextual(), "a text").textValue();
    }

    private static Object array(LogicalType element, JsonNode json) {
        required(json, json.isArray(), "an array");
        Object[] values = new Object[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(element, json.get(i));
        }
        return new GenericArrayData(values);
    }

    private static Object map(LogicalType valueType, JsonNode json) {
        required(json, json.isObject(), "an object");
        Map<Object, Object> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            values.put(StringData.fromString(entry.getKey()), value(valueType, entry.getValue()));
        }
        return new GenericMapData(values);
    }

    private static Object row(RowType type, JsonNode json) {
        required(json, json.isObject(), "an object");
        List<String> names = type.getFieldNames();
        Iterator<String> given = json.fieldNames();
        while (given.hasNext()) {
            String name = given.next();
            if (!names.contains(name)) {
                throw new IllegalArgumentException("has no field " + name + "; its fields are " + names);
            }
        }
        GenericRowData row = new GenericRowData(names.size());
        for (int i = 0; i < names.size(); i++) {
            row.setField(i, value(type.getTypeAt(i), json.get(names.get(i))));
        }
        return row;
    }
}
