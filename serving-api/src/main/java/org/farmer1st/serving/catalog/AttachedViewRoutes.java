package org.farmer1st.serving.catalog;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.serving.http.Accept;
import org.farmer1st.serving.http.CsvText;
import org.farmer1st.serving.http.EntityTags;
import org.farmer1st.serving.progress.AsOfFloor;

/**
 * {@code GET /v1/views/{view}}: rows of a view that a data team attached, of the caller's tenant, for those whom its definition
 * names as readers. Rows of too few farmers are left out and counted.
 */
final class AttachedViewRoutes {

    static final String CSV = "text/csv";
    private static final String JSON = "application/json";

    private final LiveViews views;
    private final AsOfFloor asOf;

    AttachedViewRoutes(LiveViews views, AsOfFloor asOf) {
        this.views = views;
        this.asOf = asOf;
    }

    /** Declares the route. */
    void addTo(Routes.Group group) {
        group.get(
                "/v1/views/{view}",
                paged(
                        Operation.of("getViewRows", "Rows of a view that was attached", Access.everyRole())
                                .description("In the order of its key. `COLUMN=value` asks for rows by a column of the"
                                        + " key, `COLUMN.from=` and `COLUMN.to=` for a range of it, ends included. Who"
                                        + " may read a view says the view; rows are those of the token's tenant."
                                        + " Send an `ETag` back as `If-None-Match`: what has not changed is answered"
                                        + " with 304.")
                                .path("view", "ViewName", "Which."),
                        "ViewRow"),
                this::rows);
    }

    /** What is said of a page of rows, whatever they are of. */
    static Operation paged(Operation operation, String rowSchema) {
        return operation
                .query("limit", "ViewRowsLimit", "How many; " + ViewParameters.USUAL_LIMIT + " unless given.")
                .query("cursor", "Cursor", "The `nextCursor` of the page before.")
                .header("If-None-Match", "EntityTags", "Entity tags of what is known already.")
                .answersList(rowSchema, "Rows, in the order of the key.")
                .answersPlain(200, CSV, "Text", "A line a row.")
                .answersEmpty(304, "Nothing has changed.")
                .meta("ViewRowsMeta")
                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.NOT_FOUND);
    }

    private void rows(Context ctx) {
        Caller caller = Caller.of(ctx);
        String name = ctx.pathParam("view");
        Map<String, List<String>> parameters = ctx.queryParamMap();
        ctx.future(() -> views.page(name, view -> {
                    if (!view.isFor(caller)) {
                        throw new ApiException(
                                ErrorCode.FORBIDDEN,
                                "This view is for the role "
                                        + String.join(" or ", view.definition().readers()) + ".");
                    }
                    return ViewParameters.read(caller.tenant(), view.definition(), parameters);
                })
                .thenAccept(page -> write(ctx, page.orElseThrow(() -> unknown(name)))));
    }

    private static ApiException unknown(String name) {
        return new ApiException(
                ErrorCode.NOT_FOUND,
                ViewRoutes.isOfThePlatform(name)
                        ? "Nobody attached this view, it is the platform's own: GET /v1/views says where it is read."
                        : "No view of this name was attached; GET /v1/views lists them.");
    }

    private void write(Context ctx, ViewPage page) {
        boolean csv = Accept.prefers(ctx, CSV, JSON);
        String tag = EntityTags.of(csv ? CSV : JSON, page.content());
        ctx.header("ETag", tag);
        ctx.header("Vary", "Accept, Authorization");
        ctx.header("Cache-Control", "private, no-cache");
        if (EntityTags.match(ctx.header("If-None-Match"), tag)) {
            ctx.status(304);
            return;
        }
        String time = asOf.tell(page.view().subject(), page.view().time())
                .map(Instant::toString)
                .orElse(null);
        ViewPage.Content content = page.content();
        if (csv) {
            ctx.header("Farmer1st-As-Of", String.valueOf(time));
            ctx.header("Farmer1st-Suppressed", Long.toString(content.suppressed()));
            if (content.nextCursor() != null) {
                ctx.header("Farmer1st-Next-Cursor", content.nextCursor());
            }
            ctx.contentType("text/csv; charset=utf-8").result(csv(page));
            return;
        }
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("asOf", time);
        meta.put("suppressed", content.suppressed());
        Envelope.page(
                ctx,
                content.rows(),
                new Envelope.Pagination(page.limit(), content.nextCursor(), content.nextCursor() != null),
                meta);
    }

    private static String csv(ViewPage page) {
        CsvText csv = new CsvText();
        csv.line(page.columns());
        for (Map<String, Object> row : page.content().rows()) {
            List<String> fields = new ArrayList<>();
            row.values().forEach(value -> fields.add(ViewValue.text(value)));
            csv.line(fields);
        }
        return csv.toString();
    }
}
