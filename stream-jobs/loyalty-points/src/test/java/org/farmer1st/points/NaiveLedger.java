package org.farmer1st.points;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.farmer1st.events.Account;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;

/** A farmer's points one by one, each with the account that it lies in: what the ledger's balances have to come to. */
final class NaiveLedger {

    private static final class Point {
        private final LocalDate earnedOn;
        private final LocalDate expiresOn;
        private Account account = Account.AVAILABLE;
        private String reservation;

        private Point(LocalDate earnedOn, LocalDate expiresOn) {
            this.earnedOn = earnedOn;
            this.expiresOn = expiresOn;
        }
    }

    private static final Comparator<Point> SPENT_FIRST = Comparator.<Point, LocalDate>comparing(
                    p -> p.expiresOn, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(p -> p.earnedOn);

    private final List<Point> points = new ArrayList<>();
    private final Map<String, PointsCommand> seen = new HashMap<>();
    private long owed;
    private long waiting;
    private LocalDate dueOn = LocalDate.MIN;

    /** Points begin to wait for the budget, or cease to. */
    void await(long points) {
        waiting += points;
    }

    void earn(LocalDate day, LocalDate expiresOn, long amount) {
        for (long i = 0; i < amount; i++) {
            points.add(new Point(day, expiresOn));
        }
        for (long i = 0; i < -amount; i++) {
            Predicate<Point> ofDay = p -> p.earnedOn.equals(day);
            Predicate<Point> own = ofDay.and(p -> Objects.equals(p.expiresOn, expiresOn));
            Predicate<Point> available = p -> p.account == Account.AVAILABLE;
            Predicate<Point> expired = p -> p.account == Account.EXPIRED;
            Point taken = null;
            for (Predicate<Point> from : List.of(
                    own.and(available), own.and(expired), ofDay.and(available), ofDay.and(expired), available)) {
                taken = taken == null ? first(from) : taken;
            }
            if (taken == null) {
                owed++;
            } else {
                points.remove(taken);
            }
        }
        payOwed();
        expire(dueOn);
    }

    /** The day's expiry begins for all of a tenant's farmers. */
    void expireDue(LocalDate day) {
        dueOn = day;
        expire(day);
    }

    private void expire(LocalDate day) {
        points.stream()
                .filter(p -> p.account == Account.AVAILABLE && p.expiresOn != null)
                .filter(p -> !p.expiresOn.isAfter(day))
                .forEach(p -> p.account = Account.EXPIRED);
    }

    /** @return whether it was done, now or when it came first; null for another command under a known id */
    Boolean apply(PointsCommand command, Map<String, Boolean> answers) {
        PointsCommand before = seen.putIfAbsent(command.getCommandId(), command);
        if (before != null) {
            return before.equals(command) ? answers.get(command.getCommandId()) : null;
        }
        boolean done = decide(command);
        payOwed();
        expire(dueOn);
        answers.put(command.getCommandId(), done);
        return done;
    }

    private boolean decide(PointsCommand command) {
        Long amount = command.getAmount();
        Predicate<Point> ofReservation =
                p -> p.account == Account.RESERVED && p.reservation.equals(command.getReservationId());
        long held = points.stream().filter(ofReservation).count();
        switch (command.getKind()) {
            case RESERVE -> {
                if (count(Account.AVAILABLE) < amount) {
                    return false;
                }
                for (long i = 0; i < amount; i++) {
                    Point point = first(p -> p.account == Account.AVAILABLE);
                    point.account = Account.RESERVED;
                    point.reservation = command.getCommandId();
                }
            }
            case SETTLE, RELEASE -> {
                if (held == 0 || amount != null && amount > held) {
                    return false;
                }
                for (long i = 0; i < (amount == null ? held : amount); i++) {
                    first(ofReservation).account =
                            command.getKind() == PointsCommandKind.SETTLE ? Account.PAID : Account.AVAILABLE;
                }
            }
            case ADJUST -> {
                if (count(Account.AVAILABLE) < -amount) {
                    return false;
                }
                for (long i = 0; i < amount; i++) {
                    points.add(new Point(Samples.FIRST_DAY, null));
                }
                for (long i = 0; i < -amount; i++) {
                    points.remove(first(p -> p.account == Account.AVAILABLE));
                }
            }
            case EXPIRE -> expire(command.getDueOn());
            case RULES, EXPIRE_DUE, LEASE, RECALCULATE, UNKNOWN -> throw new IllegalArgumentException();
        }
        return true;
    }

    private void payOwed() {
        while (owed > 0 && count(Account.AVAILABLE) > 0) {
            points.remove(first(p -> p.account == Account.AVAILABLE));
            owed--;
        }
    }

    private Point first(Predicate<Point> kind) {
        return points.stream().filter(kind).min(SPENT_FIRST).orElse(null);
    }

    private long count(Account account) {
        return points.stream().filter(p -> p.account == account).count();
    }

    /** The farmer's accounts; zeros left out, what is owed below zero. */
    Map<Account, Long> balances() {
        Map<Account, Long> balances = new EnumMap<>(Account.class);
        points.forEach(p -> balances.merge(p.account, 1L, Long::sum));
        if (waiting != 0) {
            balances.put(Account.PENDING, waiting);
        }
        if (owed > 0) {
            balances.put(Account.OWED, -owed);
        }
        return balances;
    }

    /** Available points by the day on which they expire. */
    Map<LocalDate, Long> expiring() {
        Map<LocalDate, Long> expiring = new TreeMap<>();
        points.stream()
                .filter(p -> p.account == Account.AVAILABLE && p.expiresOn != null)
                .forEach(p -> expiring.merge(p.expiresOn, 1L, Long::sum));
        return expiring;
    }
}
