package org.farmer1st.serving.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a view is: its live generation, and each lane of it.
 *
 * @param generation 0 where the view has none yet
 */
public record ViewProgress(int generation, Map<Integer, LaneProgress> lanes) {

    /** A view that nobody has begun to write. */
    public static final ViewProgress NONE = new ViewProgress(0, Map.of());

    /** The view of survey-analytics. */
    public static final String SURVEY_CELLS = "survey_cells";

    /** The view of points-views. */
    public static final String POINTS = "points";

    private static final String SELECT = """
            SELECT p.view, p.generation, p.lane, p.log, p.upto, p.covered, p.as_of
            FROM views.live l JOIN views.progress p USING (view, generation)""";

    public ViewProgress {
        lanes = Map.copyOf(lanes);
    }

    /** A view's progress from its lanes. */
    public static ViewProgress of(int generation, List<LaneProgress> lanes) {
        Map<Integer, LaneProgress> byLane = new HashMap<>();
        lanes.forEach(lane -> byLane.put(lane.lane(), lane));
        return new ViewProgress(generation, byLane);
    }

    /** The progress of every live view, as one statement sees it. */
    public static Map<String, ViewProgress> readAll(Connection connection) throws SQLException {
        Map<String, Integer> generations = new HashMap<>();
        Map<String, Map<Integer, LaneProgress>> lanes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String view = rows.getString("view");
                LaneProgress lane = lane(rows);
                generations.put(view, rows.getInt("generation"));
                lanes.computeIfAbsent(view, v -> new HashMap<>()).put(lane.lane(), lane);
            }
        }
        Map<String, ViewProgress> views = new HashMap<>();
        lanes.forEach((view, byLane) -> views.put(view, new ViewProgress(generations.get(view), byLane)));
        return Map.copyOf(views);
    }

    /** A lane from the columns lane, log, upto, covered and as_of of a row. */
    public static LaneProgress lane(ResultSet row) throws SQLException {
        return new LaneProgress(
                row.getInt("lane"),
                row.getString("log"),
                row.getLong("upto"),
                row.getLong("covered"),
                row.getObject("as_of", OffsetDateTime.class).toInstant());
    }

    /** The oldest lane's time: everything up to it is in the view. Empty until every lane has begun. */
    public Optional<Instant> asOf() {
        if (lanes.isEmpty() || !lanes.values().stream().allMatch(LaneProgress::begun)) {
            return Optional.empty();
        }
        return lanes.values().stream().map(LaneProgress::asOf).min(Comparator.naturalOrder());
    }

    /** Whether the submission at an offset of a lane is in the view. */
    public boolean covers(int lane, long offset) {
        LaneProgress progress = lanes.get(lane);
        return progress != null && progress.covered() >= offset;
    }
}
