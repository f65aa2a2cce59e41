package org.farmer1st.local.points;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.farmer1st.events.FarmerDifference;
import org.farmer1st.events.FarmerShortfall;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.RecalculationPart;

/** What the lanes have answered to a recalculation so far. A part that comes twice counts once. */
final class RecalculationAnswers {

    private final String commandId;
    private final Set<Part> parts = new HashSet<>();
    private final Set<Integer> done = new HashSet<>();
    private final List<String> refusals = new ArrayList<>();
    private final Map<String, FarmerShortfall> shortfalls = new HashMap<>();
    private List<FarmerDifference> differences = new ArrayList<>();
    private int lanes = Integer.MAX_VALUE;
    private long responses;
    private long farmers;
    private long drawnAnew;

    private record Part(int lane, String after) {}

    RecalculationAnswers(String commandId) {
        this.commandId = commandId;
    }

    void lanes(int count) {
        lanes = count;
    }

    /**
     * Takes what a lane has written.
     *
     * @param result of any command; null where it can't be read
     * @return whether the lane has answered all with it
     */
    boolean add(int lane, PointsResult result) {
        if (result == null || !result.getCommandId().equals(commandId)) {
            return false;
        }
        if (result.getStatus() != PointsResultStatus.DONE) {
            refusals.add("Lane " + lane + " refuses: " + result.getMessage() + ".");
            return done.add(lane);
        }
        RecalculationPart part = result.getRecalculation();
        if (parts.add(new Part(lane, part.getAfter()))) {
            responses += part.getResponses();
            farmers += part.getFarmers();
            differences.addAll(part.getDifferences());
            drawnAnew += part.getDrawnAnew();
            part.getShortfalls().forEach(shortfall -> shortfalls.put(shortfall.getFarmerId(), shortfall));
        }
        return part.getLast() && done.add(lane);
    }

    boolean complete() {
        return done.size() == lanes;
    }

    /** Why lanes refused; empty where none did. */
    List<String> refusals() {
        return refusals;
    }

    /** That are judged by another version. */
    long responses() {
        return responses;
    }

    /** That were looked at. */
    long farmers() {
        return farmers;
    }

    List<FarmerDifference> differences() {
        return differences;
    }

    /** Points that wait for a budget, when the lanes looked. */
    long waiting() {
        return shortfalls.values().stream()
                .mapToLong(FarmerShortfall::getWaiting)
                .sum();
    }

    /**
     * Makes the differences those that budgets have left.
     *
     * @param later what the lanes answered when nothing waited any more
     */
    void settle(RecalculationAnswers later) {
        Map<String, FarmerDifference> net = new TreeMap<>();
        later.shortfalls.values().forEach(now -> net.put(now.getFarmerId(), unchanged(now)));
        shortfalls.values().forEach(before -> net.put(before.getFarmerId(), unchanged(before)));
        differences.forEach(difference -> net.put(difference.getFarmerId(), difference));
        differences = net.values().stream()
                .map(difference -> new FarmerDifference(
                        difference.getFarmerId(),
                        difference.getBefore() - withheld(difference.getFarmerId()),
                        difference.getAfter() - later.withheld(difference.getFarmerId())))
                .filter(difference -> difference.getBefore() != difference.getAfter())
                .toList();
    }

    private static FarmerDifference unchanged(FarmerShortfall of) {
        return new FarmerDifference(of.getFarmerId(), of.getEarned(), of.getEarned());
    }

    private long withheld(String farmerId) {
        FarmerShortfall shortfall = shortfalls.get(farmerId);
        return shortfall == null ? 0 : shortfall.getWithheld();
    }

    /** Points that farmers have more. */
    long given() {
        return differences.stream()
                .mapToLong(d -> Math.max(0, d.getAfter() - d.getBefore()))
                .sum();
    }

    /** Points that farmers have less. */
    long takenBack() {
        return differences.stream()
                .mapToLong(d -> Math.max(0, d.getBefore() - d.getAfter()))
                .sum();
    }

    /** Points that farmers have been given, and that are to be drawn from a budget anew, which may not have as many. */
    long drawnAnew() {
        return drawnAnew;
    }

    /** Whether somebody has, or may come to have, fewer points. */
    boolean takeAway() {
        return takenBack() > 0 || drawnAnew > 0;
    }
}
