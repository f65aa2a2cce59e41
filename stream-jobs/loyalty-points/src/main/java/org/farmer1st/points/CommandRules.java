package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetLeaseKind;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRecalculation;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.RecalculationPart;
import org.farmer1st.schemas.PointsRuleBounds;

/** What a command may ask for, what it does to a ledger, and how it is answered. */
final class CommandRules {

    /** No slash: ids of transfers are made of it. */
    private static final Pattern COMMAND_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /** More than anybody earns, and so little that a thousand million of it are still a long. */
    private static final long MOST = 1_000_000_000L;

    private CommandRules() {}

    /** Everything that keeps a command from being decided at all; it depends on the command alone. */
    static List<String> faults(PointsCommand command) {
        List<String> faults = new ArrayList<>();
        if (!COMMAND_ID.matcher(command.getCommandId()).matches()) {
            faults.add("commandId is not 1 to 128 letters, digits and . _ : -");
        }
        if (command.getTenant().isEmpty() || command.getTenant().indexOf('/') >= 0) {
            faults.add("tenant is empty or has a slash");
        }
        if (command.getFarmerId().indexOf('/') >= 0) {
            faults.add("farmerId has a slash");
        }
        boolean isOfTenant = isOfTenant(command.getKind());
        if (command.getFarmerId().isEmpty() != isOfTenant) {
            faults.add(isOfTenant ? "farmerId is not empty" : "farmerId is empty");
        }
        switch (command.getKind()) {
            case RESERVE ->
                amount(command, faults, command.getAmount() == null || command.getAmount() <= 0, "above zero");
            case SETTLE, RELEASE -> {
                boolean wrong = command.getAmount() != null && command.getAmount() <= 0;
                amount(command, faults, wrong, "above zero, or left out for all");
                if (command.getReservationId() == null) {
                    faults.add("reservationId is missing");
                }
            }
            case ADJUST ->
                amount(command, faults, command.getAmount() == null || command.getAmount() == 0, "above or below zero");
            case EXPIRE, EXPIRE_DUE -> {
                amount(command, faults, command.getAmount() != null, "left out");
                if (command.getDueOn() == null) {
                    faults.add("dueOn is missing");
                }
            }
            case RULES -> rules(command, faults);
            case LEASE -> lease(command, faults);
            case RECALCULATE -> recalculation(command, faults);
            case UNKNOWN -> faults.add("kind is none that this ledger knows");
        }
        return faults;
    }

    /** Whether commands of a kind are a tenant's, and not a farmer's. */
    static boolean isOfTenant(PointsCommandKind kind) {
        return switch (kind) {
            case RULES, EXPIRE_DUE, LEASE, RECALCULATE -> true;
            case RESERVE, SETTLE, RELEASE, ADJUST, EXPIRE, UNKNOWN -> false;
        };
    }

    private static void lease(PointsCommand command, List<String> faults) {
        BudgetLease lease = command.getLease();
        if (lease == null || lease.getKind() == BudgetLeaseKind.UNKNOWN || lease.getPoints() < 0) {
            faults.add("lease is missing, or none that this ledger knows");
        }
    }

    private static void recalculation(PointsCommand command, List<String> faults) {
        PointsRecalculation recalculation = command.getRecalculation();
        if (recalculation == null || recalculation.getSurveyIds().isEmpty()) {
            faults.add("recalculation is missing, or names no survey");
            return;
        }
        Instant from = recalculation.getFrom();
        Instant until = recalculation.getUntil();
        if (from != null && until != null && !from.isBefore(until)) {
            faults.add("recalculation.from is not before recalculation.until");
        }
    }

    private static void rules(PointsCommand command, List<String> faults) {
        PointsRuleSet rules = command.getRules();
        if (rules == null) {
            faults.add("rules are missing");
            return;
        }
        if (rules.getVersion() < 1) {
            faults.add("rules.version is not above zero");
        }
        if (!rules.getInForceFrom().isAfter(command.getRequestedAt())) {
            faults.add("rules.inForceFrom is not after requestedAt");
        }
        points("basePoints", rules.getBasePoints(), faults);
        points("pointsPerAnswer", rules.getPointsPerAnswer(), faults);
        points("completeBonus", rules.getCompleteBonus(), faults);
        points("dailyCap", rules.getDailyCap(), faults);
        points("streakBonus", rules.getStreakBonus(), faults);
        if (rules.getBudget() != null && (rules.getBudget() < 0 || rules.getBudget() > PointsRuleBounds.MOST_IN_ALL)) {
            faults.add("rules.budget is not 0 to " + PointsRuleBounds.MOST_IN_ALL);
        }
        if (rules.getStreakDays() != null && rules.getStreakDays() < PointsRuleBounds.FEWEST_STREAK_DAYS) {
            faults.add("rules.streakDays is not " + PointsRuleBounds.FEWEST_STREAK_DAYS + " or more");
        }
        if (rules.getExpiryDays() != null
                && (rules.getExpiryDays() < 1 || rules.getExpiryDays() > PointsRuleBounds.MOST_EXPIRY_DAYS)) {
            faults.add("rules.expiryDays is not 1 to " + PointsRuleBounds.MOST_EXPIRY_DAYS);
        }
        tiers(rules.getTiers(), faults);
    }

    private static void tiers(List<PointsTier> tiers, List<String> faults) {
        if (tiers.size() > PointsRuleBounds.MOST_TIERS) {
            faults.add("rules.tiers are more than " + PointsRuleBounds.MOST_TIERS);
        }
        Set<String> names = new HashSet<>();
        long below = 0;
        for (PointsTier tier : tiers) {
            if (tier.getName().isBlank()
                    || tier.getName().length() > PointsRuleBounds.MOST_CHARACTERS
                    || !names.add(tier.getName())) {
                faults.add("rules.tiers has a name that is blank, of more than " + PointsRuleBounds.MOST_CHARACTERS
                        + " characters, or there twice");
            }
            if (tier.getFromPoints() <= below || tier.getFromPoints() > PointsRuleBounds.MOST_FOR_TIER) {
                faults.add("rules.tiers are not from 1 to " + PointsRuleBounds.MOST_FOR_TIER
                        + " points, each from more than the one before");
            }
            below = tier.getFromPoints();
        }
    }

    private static void points(String name, Long points, List<String> faults) {
        if (points != null && (points < 0 || points > PointsRuleBounds.MOST_FOR_ONE)) {
            faults.add("rules." + name + " is not 0 to " + PointsRuleBounds.MOST_FOR_ONE);
        }
    }

    private static void amount(PointsCommand command, List<String> faults, boolean wrong, String expected) {
        Long amount = command.getAmount();
        // Not by its magnitude: that of the least long is below zero.
        if (wrong || amount != null && (amount > MOST || amount < -MOST)) {
            faults.add("amount is not " + expected + ", and " + MOST + " at most");
        }
    }

    /**
     * Applies a command to a farmer, without faults, that was never applied before.
     *
     * @return why it was refused, and changed nothing; empty where it was done
     */
    static Optional<PointsRefusal> apply(PointsCommand command, PointsRules rules, Ledger ledger, Instant recordedAt) {
        Cause cause = Cause.of(command, recordedAt);
        return switch (command.getKind()) {
            case RESERVE -> ledger.reserve(cause, command.getAmount());
            case SETTLE -> ledger.settle(cause, command.getReservationId(), command.getAmount());
            case RELEASE -> ledger.release(cause, command.getReservationId(), command.getAmount());
            case ADJUST -> {
                LocalDate day = LocalDate.ofInstant(command.getRequestedAt(), ZoneOffset.UTC);
                LocalDate expiresOn = rules.expiresOn(command.getRequestedAt(), day);
                yield ledger.adjust(cause, day, expiresOn, command.getAmount());
            }
            case EXPIRE -> {
                ledger.expire(cause, command.getDueOn());
                yield Optional.empty();
            }
            case RULES, EXPIRE_DUE, LEASE, RECALCULATE, UNKNOWN ->
                throw new IllegalArgumentException("No command to a farmer's ledger");
        };
    }

    /** The answer to a command that was decided now. */
    static PointsResult result(
            PointsCommand command, Optional<PointsRefusal> refusal, Ledger ledger, Instant decidedAt) {
        List<String> transferIds =
                ledger.transfers().stream().map(PointsTransfer::getTransferId).toList();
        String message = refusal.map(reason -> switch (reason) {
                    case INSUFFICIENT -> "Fewer points are available";
                    case NO_SUCH_RESERVATION -> "No reservation of that id is open";
                    case EXCEEDS_RESERVATION -> "Less is left of the reservation";
                    case RULES_VERSION_TAKEN, NO_SUCH_RULES, INVALID, COMMAND_ID_REUSED, UNKNOWN ->
                        throw new IllegalArgumentException("No ledger refuses for " + reason);
                })
                .orElse("");
        return result(command, refusal, message, transferIds, ledger.balances(List.of()), decidedAt);
    }

    /** The answer to the expiry of what is due, by a message for people. */
    static PointsResult resultOfExpiry(PointsCommand command, String message, Instant decidedAt) {
        return result(command, Optional.empty(), message, List.of(), null, decidedAt);
    }

    /** The answer to rules that were decided now. */
    static PointsResult resultOfRules(PointsCommand command, Optional<PointsRefusal> refusal, Instant decidedAt) {
        String message = refusal.isPresent() ? "The tenant has other rules of that version" : "";
        return result(command, refusal, message, List.of(), null, decidedAt);
    }

    /** The answer to a part of a recalculation. */
    static PointsResult resultOfRecalculation(PointsCommand command, RecalculationPart part, Instant decidedAt) {
        PointsResult result = result(command, Optional.empty(), "", List.of(), null, decidedAt);
        result.setRecalculation(part);
        return result;
    }

    /** The answer to a command that was not decided. */
    static PointsResult refused(PointsCommand command, PointsRefusal refusal, String message, Instant decidedAt) {
        return result(command, Optional.of(refusal), message, List.of(), null, decidedAt);
    }

    private static PointsResult result(
            PointsCommand command,
            Optional<PointsRefusal> refusal,
            String message,
            List<String> transferIds,
            FarmerBalances balances,
            Instant decidedAt) {
        return new PointsResult(
                command.getCommandId(),
                command.getTenant(),
                command.getFarmerId(),
                command.getKind(),
                command.getAmount(),
                command.getReservationId(),
                command.getDueOn(),
                refusal.isPresent() ? PointsResultStatus.REFUSED : PointsResultStatus.DONE,
                refusal.orElse(null),
                message,
                transferIds,
                balances,
                decidedAt,
                null);
    }

    /** Whether a command asks for what was answered before under its id. */
    static boolean isRepeat(PointsCommand command, PointsResult answered) {
        return command.getKind() == answered.getKind()
                && Objects.equals(command.getAmount(), answered.getAmount())
                && Objects.equals(command.getReservationId(), answered.getReservationId())
                && Objects.equals(command.getDueOn(), answered.getDueOn());
    }
}
