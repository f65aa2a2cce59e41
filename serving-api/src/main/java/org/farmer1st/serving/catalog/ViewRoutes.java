package org.farmer1st.serving.catalog;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * {@code GET /v1/views}: what views there are, and how far they are: the platform's own, for stakeholders and admins, and
 * those that data teams attached, for their readers. {@code GET /v1/views/{view}}: rows of the latter.
 */
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

    private static final String GROUP = "Views";

    private final Postgres postgres;
    private final LiveViews attached;
    private final AsOfFloor asOf;

    public ViewRoutes(Postgres postgres, AsOfFloor asOf) {
        this.postgres = postgres;
        this.attached = new LiveViews(postgres);
        this.asOf = asOf;
    }

    /** Whether a name is that of a view that nobody attached, and that has routes of its own. */
    static boolean isOfThePlatform(String name) {
        return VIEWS.stream().anyMatch(view -> view.view().equals(name));
    }

    private record Described(String view, String description, List<String> key, List<String> columns) {}

    private record View(String view, String description, List<String> key, List<String> columns, Instant asOf) {}

    /** Declares the routes. */
    public void addTo(Routes routes) {
        Routes.Group group = routes.group(GROUP, "What the answers are read from, and what data teams have attached.");
        group.get(
                "/v1/views",
                Operation.of("getViews", "The views, and how far they are", Access.everyRole())
                        .description("Those that the caller may read.")
                        .answersList("View", "All of them."),
                this::list);
        new AttachedViewRoutes(attached, asOf).addTo(group);
        routes.describeAtRequest(new AttachedViewDocument(attached, GROUP)::describe);
    }

    private record Known(Map<String, ViewProgress> progress, List<LiveView> attached) {}

    private void list(Context ctx) {
        Caller caller = Caller.of(ctx);
        ctx.future(() -> postgres.read(
                        connection -> new Known(ViewProgress.readAll(connection), attached.list(connection)))
                .thenAccept(known -> {
                    List<View> views = new ArrayList<>();
                    if (caller.is(Role.STAKEHOLDER, Role.ADMIN)) {
                        VIEWS.forEach(view -> views.add(describe(view, known.progress())));
                    }
                    known.attached().stream()
                            .filter(view -> view.isFor(caller))
                            .forEach(view -> views.add(describe(view)));
                    Envelope.page(ctx, views, new Envelope.Pagination(views.size(), null, false), Map.of());
                }));
    }

    private View describe(Described view, Map<String, ViewProgress> progress) {
        return new View(
                view.view(),
                view.description(),
                view.key(),
                view.columns(),
                told(
                        view.view(),
                        progress.getOrDefault(view.view(), ViewProgress.NONE).asOf()));
    }

    private View describe(LiveView view) {
        ViewDefinition definition = view.definition();
        return new View(
                definition.view(),
                definition.description(),
                ViewParameters.filterable(definition).stream()
                        .map(ViewColumn::name)
                        .toList(),
                definition.columns().stream()
                        .map(ViewColumn::name)
                        .filter(name -> !name.equals(ViewDefinition.TENANT))
                        .toList(),
                told(view.subject(), view.time()));
    }

    private Instant told(String view, Optional<Instant> time) {
        return asOf.tell(view, time).orElse(null);
    }
}
