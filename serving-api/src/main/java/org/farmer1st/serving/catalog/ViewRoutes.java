package org.farmer1st.serving.catalog;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;

/** {@code GET /v1/views}: what views there are, and how far they are. For stakeholders and admins. */
public final class ViewRoutes {

    private static final List<Described> VIEWS = List.of(
            new Described(
                    ViewProgress.SURVEY_CELLS,
                    "Everything counted of a survey, by group and by day, month and all time; read it at /v1/surveys/{surveyId}/aggregates.",
                    List.of("survey_id", "dimensions", "bucket_kind", "bucket", "group_values"),
                    List.of("survey_id", "dimensions", "bucket_kind", "bucket", "group_values", "content")),
            new Described(
                    ViewProgress.POINTS,
                    "Farmers' balances and the transfers that made them; read it at /v1/farmers/{farmerId}/points and /v1/leaderboards/{scope}.",
                    List.of("farmer_id"),
                    List.of("farmer_id", "available", "pending", "reserved", "paid", "expired", "owed")));

    private final Postgres postgres;
    private final AsOfFloor asOf;

    public ViewRoutes(Postgres postgres, AsOfFloor asOf) {
        this.postgres = postgres;
        this.asOf = asOf;
    }

    private record Described(String view, String description, List<String> key, List<String> columns) {}

    private record View(String view, String description, List<String> key, List<String> columns, Instant asOf) {}

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Views", "What the answers are read from.")
                .get(
                        "/v1/views",
                        Operation.of(
                                        "getViews",
                                        "The views, and how far they are",
                                        Access.of(Role.STAKEHOLDER, Role.ADMIN))
                                .answersList("View", "All of them."),
                        this::list);
    }

    private void list(Context ctx) {
        ctx.future(() -> postgres.read(ViewProgress::readAll).thenAccept(progress -> {
            List<View> views =
                    VIEWS.stream().map(view -> describe(view, progress)).toList();
            Envelope.page(ctx, views, new Envelope.Pagination(views.size(), null, false), Map.of());
        }));
    }

    private View describe(Described view, Map<String, ViewProgress> progress) {
        Instant time = asOf.tell(
                        view.view(),
                        progress.getOrDefault(view.view(), ViewProgress.NONE).asOf())
                .orElse(null);
        return new View(view.view(), view.description(), view.key(), view.columns(), time);
    }
}
