package org.farmer1st.pointsviews;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TransferKind;

/** Postings of one lane as the ledger writes them, and what they add up to. */
final class RandomPostings {

    private final Random random;
    private final int lane;
    private final Map<String, Long> available = new TreeMap<>();
    private final Map<String, Map<String, Long>> earned = new TreeMap<>();
    private final List<PointsTransfer> transfers = new ArrayList<>();
    private long covered = -1;

    RandomPostings(Random random, int lane) {
        this.random = random;
        this.lane = lane;
    }

    /** Farmer to available points. */
    Map<String, Long> available() {
        return available;
    }

    /** Survey to farmer to points earned. */
    Map<String, Map<String, Long>> earned() {
        return earned;
    }

    List<PointsTransfer> transfers() {
        return transfers;
    }

    LedgerPosting next() {
        covered += 1 + random.nextInt(2);
        Instant coveredAt = Instant.ofEpochMilli(1_700_000_000_000L + covered);
        if (random.nextInt(4) == 0) {
            return new LedgerPosting(lane, covered, coveredAt, List.of(), null);
        }
        String farmer = "farmer-" + lane + "-" + random.nextInt(8);
        String survey = "survey-" + random.nextInt(2);
        long has = earned.getOrDefault(survey, Map.of()).getOrDefault(farmer, 0L);
        boolean takesBack = has > 0 && random.nextInt(3) == 0;
        long amount = takesBack ? has : 1 + random.nextInt(20);
        PointsTransfer transfer = new PointsTransfer(
                lane + "-" + covered,
                "demo",
                farmer,
                takesBack ? TransferKind.REVERSED : TransferKind.EARNED,
                takesBack ? Account.AVAILABLE : Account.ISSUANCE,
                takesBack ? Account.ISSUANCE : Account.AVAILABLE,
                amount,
                survey,
                random.nextBoolean() ? "response-" + covered : null,
                null,
                random.nextBoolean() ? 3 : null,
                coveredAt,
                coveredAt,
                null);
        transfers.add(transfer);
        long change = takesBack ? -amount : amount;
        available.merge(farmer, change, Long::sum);
        earned.computeIfAbsent(survey, s -> new TreeMap<>()).merge(farmer, change, Long::sum);
        return new LedgerPosting(
                lane,
                covered,
                coveredAt,
                List.of(transfer),
                new FarmerBalances(
                        "demo",
                        farmer,
                        available.get(farmer),
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        List.of(new SurveyPoints(survey, earned.get(survey).get(farmer))),
                        List.of(new ExpiringPoints(1L, LocalDate.of(2027, 3, 1)))));
    }
}
