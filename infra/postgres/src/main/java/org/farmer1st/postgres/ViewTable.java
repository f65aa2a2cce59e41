package org.farmer1st.postgres;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of a view, as the lane rule writes it. Beside these columns it has {@code generation} and {@code lane}, which
 * come from the flush.
 *
 * @param name with its schema
 * @param key the columns of the primary key, without generation and lane
 * @param content the other columns
 * @param conflict the whole primary key, as {@code ON CONFLICT} names it
 */
public record ViewTable(String name, List<Column> key, List<Column> content, String conflict) implements Serializable {

    /**
     * @param name the column
     * @param type its Postgres type, of which arrays are sent. Values are strings for {@code text}, {@code date} (ISO)
     *     and {@code timestamptz} (ISO), byte arrays for {@code bytea}, {@code Integer} for {@code int4} and {@code Long}
     *     for {@code int8}.
     */
    public record Column(String name, String type) implements Serializable {}

    /** The rows of survey-analytics. */
    public static final ViewTable SURVEY_CELLS = new ViewTable(
            "views.survey_cells",
            List.of(
                    new Column("tenant", "text"),
                    new Column("survey_id", "text"),
                    new Column("dimensions", "text"),
                    new Column("bucket_kind", "text"),
                    new Column("bucket", "date"),
                    new Column("group_values", "text")),
            List.of(new Column("content", "bytea")),
            "generation, tenant, survey_id, dimensions, bucket_kind, bucket, group_values, lane");

    /** The submissions that conflict with what stands, of the view survey_cells: where they are in their lane. */
    public static final ViewTable RECEIPT_CONFLICTS = new ViewTable(
            "views.receipt_conflicts",
            List.of(new Column("submission_offset", "int8")),
            List.of(new Column("at", "timestamptz")),
            "generation, lane, submission_offset");

    /** The balances of points-views. */
    public static final ViewTable POINT_BALANCES = new ViewTable(
            "views.point_balances",
            List.of(new Column("tenant", "text"), new Column("farmer_id", "text")),
            List.of(
                    new Column("available", "int8"),
                    new Column("pending", "int8"),
                    new Column("reserved", "int8"),
                    new Column("paid", "int8"),
                    new Column("expired", "int8"),
                    new Column("owed", "int8"),
                    new Column("expiring", "text"),
                    new Column("region", "text")),
            "generation, tenant, farmer_id");

    /** The transfers of points-views. */
    public static final ViewTable POINT_TRANSFERS = new ViewTable(
            "views.point_transfers",
            List.of(new Column("tenant", "text"), new Column("farmer_id", "text"), new Column("transfer_id", "text")),
            List.of(
                    new Column("posting_offset", "int8"),
                    new Column("ordinal", "int4"),
                    new Column("kind", "text"),
                    new Column("debit", "text"),
                    new Column("credit", "text"),
                    new Column("amount", "int8"),
                    new Column("survey_id", "text"),
                    new Column("response_id", "text"),
                    new Column("rule_version", "int4"),
                    new Column("at", "timestamptz"),
                    new Column("recorded_at", "timestamptz"),
                    new Column("command_id", "text"),
                    new Column("day", "date"),
                    new Column("expires_on", "date")),
            "generation, tenant, farmer_id, transfer_id");

    /** The rules that each lane of the view points was told of. */
    public static final ViewTable POINT_RULES = new ViewTable(
            "views.point_rules",
            List.of(new Column("tenant", "text"), new Column("version", "int8")),
            List.of(new Column("content", "text")),
            "generation, tenant, version, lane");

    /** The columns of a row, keys first. */
    public List<Column> columns() {
        return Stream.concat(key.stream(), content.stream()).toList();
    }
}
