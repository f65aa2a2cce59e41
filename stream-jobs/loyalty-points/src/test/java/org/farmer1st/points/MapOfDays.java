package org.farmer1st.points;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredResponse;

/** A farmer's days in memory; gives and takes copies, and so keeps nothing that it is not told to. */
final class MapOfDays implements FarmerDays.Store {

    private final TreeMap<LocalDate, StoredDay> days = new TreeMap<>();

    @Override
    public StoredDay day(LocalDate day) {
        StoredDay stored = days.get(day);
        return stored == null ? null : copy(stored);
    }

    @Override
    public Map<LocalDate, StoredDay> all() {
        Map<LocalDate, StoredDay> all = new TreeMap<>();
        days.forEach((day, stored) -> all.put(day, copy(stored)));
        return all;
    }

    /** Keeps what has changed; a day that is null is gone. */
    void keep(Map<LocalDate, StoredDay> changed) {
        changed.forEach((day, stored) -> {
            if (stored == null) {
                days.remove(day);
            } else {
                days.put(day, copy(stored));
            }
        });
    }

    /** How many days in a row, up to one of them, there are; counted one by one. */
    int streak(LocalDate day) {
        int streak = 0;
        while (days.containsKey(day.minusDays(streak))) {
            streak++;
        }
        return streak;
    }

    private static StoredDay copy(StoredDay day) {
        return new StoredDay(day.getResponses().stream().map(MapOfDays::copy).toList(), day.getStreak());
    }

    private static StoredResponse copy(StoredResponse of) {
        return new StoredResponse(
                of.getResponseId(),
                of.getVersionId(),
                of.getSurveyId(),
                of.getBusinessTime(),
                of.getBasePoints(),
                of.getAnswered(),
                of.getComplete(),
                of.getEarned(),
                of.getRuleVersion(),
                of.getWaiting(),
                of.getWithheld(),
                of.getCapped());
    }
}
