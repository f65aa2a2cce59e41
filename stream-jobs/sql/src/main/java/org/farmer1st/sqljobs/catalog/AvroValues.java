package org.farmer1st.sqljobs.catalog;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;

/**
 * Avro as SQL: records are rows, enumerations texts, bytes bytes, {@code timestamp-millis} instants and {@code date} days. A
 * union with null may be NULL. A union of several types is a row with a field for each, of which one is not NULL: named as
 * the record is, with a small first letter, or {@code longValue}, {@code stringValue} and so on.
 */
final class AvroValues {

    private AvroValues() {}

    static DataType type(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case RECORD ->
                DataTypes.ROW(schema.getFields().stream()
                                .map(field -> DataTypes.FIELD(field.name(), type(field.schema())))
                                .toArray(DataTypes.Field[]::new))
                        .notNull();
            case ENUM, STRING -> DataTypes.STRING().notNull();
            case ARRAY -> DataTypes.ARRAY(type(schema.getElementType())).notNull();
            case MAP ->
                DataTypes.MAP(DataTypes.STRING().notNull(), type(schema.getValueType()))
                        .notNull();
            case BYTES, FIXED -> DataTypes.BYTES().notNull();
            case INT ->
                logical instanceof LogicalTypes.Date
                        ? DataTypes.DATE().notNull()
                        : DataTypes.INT().notNull();
            case LONG ->
                logical instanceof LogicalTypes.TimestampMillis
                        ? DataTypes.TIMESTAMP_LTZ(3).notNull()
                        : DataTypes.BIGINT().notNull();
            case FLOAT -> DataTypes.FLOAT().notNull();
            case DOUBLE -> DataTypes.DOUBLE().notNull();
            case BOOLEAN -> DataTypes.BOOLEAN().notNull();
            case NULL -> DataTypes.NULL();
            case UNION -> unionType(schema);
        };
    }

    private static DataType unionType(Schema union) {
        List<Schema> branches = branches(union);
        DataType type = branches.size() == 1
                ? type(branches.get(0))
                : DataTypes.ROW(branches.stream()
                        .map(branch ->
                                DataTypes.FIELD(fieldName(branch), type(branch).nullable()))
                        .toArray(DataTypes.Field[]::new));
        return union.isNullable() ? type.nullable() : type.notNull();
    }

    private static List<Schema> branches(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
    }

    private static String fieldName(Schema branch) {
        return switch (branch.getType()) {
            case RECORD, ENUM, FIXED ->
                branch.getName().substring(0, 1).toLowerCase(Locale.ROOT)
                        + branch.getName().substring(1);
            default -> branch.getType().getName() + "Value";
        };
    }

    /** A function from what Avro's specific records hold to Flink's internal form. */
    static Function<Object, Object> conversion(Schema schema) {
        Function<Object, Object> conversion = notNull(schema);
        return value -> value == null ? null : conversion.apply(value);
    }

    private static Function<Object, Object> notNull(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                List<Function<Object, Object>> fields = schema.getFields().stream()
                        .map(field -> conversion(field.schema()))
                        .toList();
                yield value -> {
                    GenericRowData row = new GenericRowData(fields.size());
                    for (int i = 0; i < fields.size(); i++) {
                        row.setField(i, fields.get(i).apply(((IndexedRecord) value).get(i)));
                    }
                    return row;
                };
            }
            case ENUM, STRING -> value -> StringData.fromString(value.toString());
            case ARRAY -> {
                Function<Object, Object> element = conversion(schema.getElementType());
                yield value -> {
                    List<Object> elements = new ArrayList<>();
                    ((Collection<?>) value).forEach(each -> elements.add(element.apply(each)));
                    return new GenericArrayData(elements.toArray());
                };
            }
            case MAP -> {
                Function<Object, Object> element = conversion(schema.getValueType());
                yield value -> {
                    Map<Object, Object> entries = new HashMap<>();
                    ((Map<?, ?>) value)
                            .forEach((key, each) ->
                                    entries.put(StringData.fromString(key.toString()), element.apply(each)));
                    return new GenericMapData(entries);
                };
            }
            case BYTES -> value -> bytes((ByteBuffer) value);
            case INT -> value -> value instanceof LocalDate day ? (Object) (int) day.toEpochDay() : value;
            case LONG ->
                value -> value instanceof Instant instant ? (Object) TimestampData.fromInstant(instant) : value;
            case UNION -> union(schema);
            case FIXED, FLOAT, DOUBLE, BOOLEAN, NULL -> value -> value;
        };
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Function<Object, Object> union(Schema union) {
        List<Schema> branches = branches(union);
        List<Function<Object, Object>> conversions =
                branches.stream().map(AvroValues::conversion).toList();
        if (branches.size() == 1) {
            return conversions.get(0);
        }
        List<Optional<Integer>> places = union.getTypes().stream()
                .map(branch -> Optional.of(branches.indexOf(branch)).filter(place -> place >= 0))
                .toList();
        return value -> {
            GenericRowData row = new GenericRowData(branches.size());
            places.get(GenericData.get().resolveUnion(union, value))
                    .ifPresent(
                            place -> row.setField(place, conversions.get(place).apply(value)));
            return row;
        };
    }
}
