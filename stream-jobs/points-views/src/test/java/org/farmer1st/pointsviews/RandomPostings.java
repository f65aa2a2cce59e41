package org.farmer1st.pointsviews;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TenantRules;
import org.farmer1st.events.TransferKind;
import org.farmer1st.schemas.EventClasses;

/** Postings of one lane as the ledger writes them, and what they add up to. */
public final class RandomPostings {

    private static final String[] REGIONS = {null, "north", "south"};

    static {
        EventClasses.trust();
    }

    private final Random random;
    private final int lane;
    private final Map<String, Long> available = new TreeMap<>();
    private final Map<String, Map<String, Long>> earned = new TreeMap<>();
    private final Map<String, String> regions = new TreeMap<>();
    private final List<PointsTransfer> transfers = new ArrayList<>();
    private final List<Integer> rules = new ArrayList<>();
    private long covered = -1;

    public RandomPostings(Random random, int lane) {
        this.random = random;
        this.lane = lane;
    }

    /** Farmer to available points. */
    Map<String, Long> available() {
        return available;
    }

    /** Farmer to region; null for none. */
    Map<String, String> regions() {
        return regions;
    }

    List<PointsTransfer> transfers() {
        return transfers;
    }

    /** The versions of rules that the lane was told of. */
    List<Integer> rules() {
        return rules;
    }

    /** Board to farmer to points, from all transfers, without farmers who have none. */
    public Map<String, Map<String, Long>> boards() {
        Map<String, Map<String, Long>> boards = new TreeMap<>();
        for (PointsTransfer transfer : transfers) {
            String region = regions.get(transfer.getFarmerId());
            LocalDate day = transfer.getDay() == null
                    ? transfer.getAt().atZone(ZoneOffset.UTC).toLocalDate()
                    : transfer.getDay();
            long points = transfer.getDebit() == Account.ISSUANCE ? transfer.getAmount() : -transfer.getAmount();
            for (String period : List.of("all", day.toString().substring(0, 7))) {
                add(boards, period + ":tenant", transfer, points);
                if (transfer.getSurveyId() != null) {
                    add(boards, period + ":survey:" + transfer.getSurveyId(), transfer, points);
                }
                if (region != null) {
                    add(boards, period + ":region:" + region, transfer, points);
                }
            }
        }
        boards.values().forEach(board -> board.values().removeIf(points -> points == 0));
        boards.values().removeIf(Map::isEmpty);
        return boards;
    }

    private static void add(Map<String, Map<String, Long>> boards, String board, PointsTransfer transfer, long points) {
        boards.computeIfAbsent(board, b -> new TreeMap<>()).merge(transfer.getFarmerId(), points, Long::sum);
    }

    public LedgerPosting next() {
        covered += 1 + random.nextInt(2);
        Instant coveredAt = Instant.ofEpochMilli(1_700_000_000_000L + covered);
        String farmer = "farmer-" + lane + "-" + random.nextInt(8);
        return switch (random.nextInt(10)) {
            case 0 -> new LedgerPosting(lane, covered, coveredAt, List.of(), null, null);
            case 1 -> tellRules(coveredAt);
            case 2 -> move(farmer, coveredAt);
            default -> earn(farmer, coveredAt);
        };
    }

    private LedgerPosting tellRules(Instant coveredAt) {
        rules.add(rules.size() + 1);
        PointsRuleSet version = PointsRuleSet.newBuilder()
                .setVersion(rules.size())
                .setInForceFrom(coveredAt)
                .setTiers(List.of(new PointsTier("tier-" + rules.size(), 10L)))
                .build();
        return new LedgerPosting(lane, covered, coveredAt, List.of(), null, new TenantRules("demo", version));
    }

    private LedgerPosting move(String farmer, Instant coveredAt) {
        String region = REGIONS[random.nextInt(REGIONS.length)];
        if (Objects.equals(region, regions.get(farmer))) {
            return new LedgerPosting(lane, covered, coveredAt, List.of(), null, null);
        }
        regions.put(farmer, region);
        available.putIfAbsent(farmer, 0L);
        return new LedgerPosting(lane, covered, coveredAt, List.of(), balances(farmer, List.of()), null);
    }

    private LedgerPosting earn(String farmer, Instant coveredAt) {
        String survey = random.nextInt(4) == 0 ? null : "survey-" + random.nextInt(2);
        String earnedBy = survey == null ? "" : survey;
        long has = earned.getOrDefault(earnedBy, Map.of()).getOrDefault(farmer, 0L);
        boolean takesBack = has > 0 && random.nextInt(3) == 0;
        long amount = takesBack ? has : 1 + random.nextInt(20);
        PointsTransfer transfer = new PointsTransfer(
                lane + "-" + covered,
                "demo",
                farmer,
                survey == null ? TransferKind.ADJUSTED : takesBack ? TransferKind.REVERSED : TransferKind.EARNED,
                takesBack ? Account.AVAILABLE : Account.ISSUANCE,
                takesBack ? Account.ISSUANCE : Account.AVAILABLE,
                amount,
                survey,
                survey == null ? null : "response-" + covered,
                null,
                random.nextBoolean() ? 3 : null,
                coveredAt,
                coveredAt,
                survey == null ? "command-" + covered : null,
                random.nextInt(5) == 0 ? null : LocalDate.of(2026, 1 + random.nextInt(3), 1 + random.nextInt(28)),
                random.nextBoolean() ? null : LocalDate.of(2027, 1, 1 + random.nextInt(28)));
        transfers.add(transfer);
        long change = takesBack ? -amount : amount;
        available.merge(farmer, change, Long::sum);
        earned.computeIfAbsent(earnedBy, s -> new TreeMap<>()).merge(farmer, change, Long::sum);
        List<SurveyPoints> surveys = survey == null
                ? List.of()
                : List.of(new SurveyPoints(survey, earned.get(survey).get(farmer)));
        return new LedgerPosting(lane, covered, coveredAt, List.of(transfer), balances(farmer, surveys), null);
    }

    private FarmerBalances balances(String farmer, List<SurveyPoints> surveys) {
        return new FarmerBalances(
                "demo",
                farmer,
                available.get(farmer),
                0L,
                0L,
                0L,
                0L,
                0L,
                surveys,
                List.of(new ExpiringPoints(1L, LocalDate.of(2027, 3, 1))),
                regions.get(farmer));
    }
}
