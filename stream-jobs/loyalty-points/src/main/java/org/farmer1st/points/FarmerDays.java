package org.farmer1st.points;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.farmer1st.points.state.StoredDay;

/**
 * A farmer's responses that count, by business day, for as long as a record is under way. A day is read when somebody asks for
 * it, once: so a record reads the days that it is about, however many the farmer has.
 */
final class FarmerDays {

    /** Where the days of one farmer are stored. */
    interface Store {

        /** The responses of a day; null for none. */
        StoredDay day(LocalDate day);

        /** All days that have responses. */
        Map<LocalDate, StoredDay> all();
    }

    private final Store store;
    private final SortedMap<LocalDate, StoredDay> read = new TreeMap<>();
    private final Set<LocalDate> changed = new TreeSet<>();
    private boolean areAllRead;

    FarmerDays(Store store) {
        this.store = store;
    }

    /** A day, to be changed in place; one without responses is empty. */
    StoredDay at(LocalDate day) {
        StoredDay known = read.get(day);
        if (known == null) {
            StoredDay stored = areAllRead ? null : store.day(day);
            known = stored == null ? new StoredDay(new ArrayList<>(), 0) : copy(stored);
            read.put(day, known);
        }
        return known;
    }

    /** Whether any response counts on a day. */
    boolean has(LocalDate day) {
        return !at(day).getResponses().isEmpty();
    }

    /** All days on which responses count. Reads them all: for who judges a farmer as a whole. */
    SortedMap<LocalDate, StoredDay> all() {
        if (!areAllRead) {
            store.all().forEach((day, stored) -> read.computeIfAbsent(day, d -> copy(stored)));
            areAllRead = true;
        }
        SortedMap<LocalDate, StoredDay> all = new TreeMap<>(read);
        all.values().removeIf(day -> day.getResponses().isEmpty());
        return all;
    }

    /** Notes that a day is not what is stored. */
    void change(LocalDate day) {
        changed.add(day);
    }

    /** What is to be stored; null for a day that has no response any more. */
    Map<LocalDate, StoredDay> changed() {
        Map<LocalDate, StoredDay> now = new TreeMap<>();
        changed.forEach(day -> now.put(day, has(day) ? at(day) : null));
        return now;
    }

    /**
     * How many days in a row have responses, up to one that has some. Mostly the day knows, or the one before it does; else it is
     * counted back to the first of the row, or to a day that knows.
     */
    int streak(LocalDate day) {
        StoredDay last = at(day);
        if (last.getStreak() == 0) {
            int days = 1;
            LocalDate before = day.minusDays(1);
            while (has(before) && at(before).getStreak() == 0) {
                days++;
                before = before.minusDays(1);
            }
            last.setStreak(days + (has(before) ? at(before).getStreak() : 0));
        }
        return last.getStreak();
    }

    /**
     * Forgets what a day that came or went, and those that follow it in a row, know of their place in the row: each of them has
     * another one now, and has to be counted anew.
     *
     * @return the days that follow it
     */
    Set<LocalDate> forgetStreaksFrom(LocalDate day) {
        Set<LocalDate> forgotten = new TreeSet<>();
        at(day).setStreak(0);
        for (LocalDate next = day.plusDays(1); has(next); next = next.plusDays(1)) {
            at(next).setStreak(0);
            changed.add(next);
            forgotten.add(next);
        }
        return forgotten;
    }

    /** Avro's own lists let nothing be removed while they are gone through. */
    private static StoredDay copy(StoredDay day) {
        return new StoredDay(new ArrayList<>(day.getResponses()), day.getStreak());
    }
}
