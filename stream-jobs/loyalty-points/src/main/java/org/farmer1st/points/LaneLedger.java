package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TenantRules;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredExpiry;
import org.farmer1st.points.state.StoredProgress;
import org.farmer1st.points.state.StoredSurvey;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.Sinks;

/**
 * The ledger of a lane, as its task stores it. Facts and commands of a lane meet here, in one thread: a farmer has one lane,
 * and so a ledger with a single writer.
 *
 * <p><b>State</b>: {@link PointsTopology#BALANCES}, by {@code tenant/farmerId}, bounded by the lane's farmers: some 25 bytes
 * each, 15 for each day whose points are neither spent nor taken back, 60 for each open reservation, and for each survey that the
 * farmer answered its id and 4 bytes. A farmer's are read and written as a whole with each fact, which takes half a microsecond for each
 * such day. {@link PointsTopology#EARNED}, by {@code tenant/farmerId/surveyId}, had the latter before:
 * what is left of it goes over with the farmer's next posting. {@link PointsTopology#RESULTS}, by {@code tenant/farmerId/commandId},
 * some 250 bytes each, for ever: money moves with commands, and one that comes again after a year must not move it again;
 * {@link PointsTopology#PROGRESS}, one entry; what tenants take is said in {@link LaneTenants}, and what a budget takes in
 * {@link LaneBudgets}. Keys come on top. One store grows with responses: {@link PointsTopology#DAYS}, by
 * {@code tenant/farmerId/day}, some 120 bytes for each that counts, {@value FarmerResponses#MOST_OF_A_DAY} of a day at most.
 *
 * <p><b>Replay</b>: after a kill, the lane goes on from the last commit with the state of that commit. A fact that is read
 * again from the topic (an offset set back, with the state kept) would be posted again, with the transfer ids that it had: an
 * offset is set back together with the state, or not at all. A command is recognised.
 */
final class LaneLedger {

    private static final String LANE = "lane";

    /** The character that follows the slash: the end of all keys that begin with a prefix and a slash. */
    static final char AFTER_SLASH = '/' + 1;

    private final ProcessorContext<Destination, Object> context;
    private final KeyValueStore<String, StoredBalances> balances;
    private final KeyValueStore<String, Long> earned;
    private final KeyValueStore<String, PointsResult> results;
    private final KeyValueStore<String, StoredProgress> progress;
    private final KeyValueStore<String, StoredDay> days;
    private final LaneTenants tenants;
    private final LaneBudgets budgets;
    private final int lane;

    /** What {@link #progress} holds; null until it was read. */
    private StoredProgress reached;

    LaneLedger(ProcessorContext<Destination, Object> context) {
        this.context = context;
        balances = context.getStateStore(PointsTopology.BALANCES);
        earned = context.getStateStore(PointsTopology.EARNED);
        results = context.getStateStore(PointsTopology.RESULTS);
        progress = context.getStateStore(PointsTopology.PROGRESS);
        days = context.getStateStore(PointsTopology.DAYS);
        tenants = new LaneTenants(context);
        budgets = new LaneBudgets(context);
        lane = context.taskId().partition();
    }

    int lane() {
        return lane;
    }

    /** A farmer's ledger as it stands. */
    Ledger open(String tenant, String farmerId) {
        StoredExpiry expiry = tenants.expiry(tenant);
        return new Ledger(
                tenant, farmerId, balances.get(Lanes.key(tenant, farmerId)), expiry == null ? null : expiry.getDueOn());
    }

    /** Keeps what a ledger has become; answers its balances, or null where nothing changed. */
    FarmerBalances keep(String tenant, String farmerId, Ledger ledger) {
        if (!ledger.isChanged()) {
            return null;
        }
        String farmer = Lanes.key(tenant, farmerId);
        StoredBalances state = ledger.state();
        if (state.getSurveys() == null) {
            state.setSurveys(earnedBefore(farmer));
        }
        List<SurveyPoints> touched = earn(state.getSurveys(), ledger.transfers());
        balances.put(farmer, state);
        return ledger.balances(touched);
    }

    /** @return the surveys of the transfers, with what they have earned now */
    private static List<SurveyPoints> earn(List<StoredSurvey> surveys, List<PointsTransfer> transfers) {
        Map<String, StoredSurvey> touched = new LinkedHashMap<>();
        for (PointsTransfer transfer : transfers) {
            if (transfer.getSurveyId() != null) {
                StoredSurvey survey = touched.computeIfAbsent(transfer.getSurveyId(), id -> survey(surveys, id));
                survey.setEarned(Math.addExact(survey.getEarned(), Ledger.earned(transfer)));
            }
        }
        return touched.values().stream()
                .map(survey -> new SurveyPoints(survey.getSurveyId(), survey.getEarned()))
                .toList();
    }

    private static StoredSurvey survey(List<StoredSurvey> surveys, String surveyId) {
        for (StoredSurvey survey : surveys) {
            if (survey.getSurveyId().equals(surveyId)) {
                return survey;
            }
        }
        StoredSurvey survey = new StoredSurvey(surveyId, 0L);
        surveys.add(survey);
        return survey;
    }

    /** Takes what each survey has earned a farmer out of the store that had it before the balances did. */
    private List<StoredSurvey> earnedBefore(String farmer) {
        List<StoredSurvey> surveys = new ArrayList<>();
        try (KeyValueIterator<String, Long> stored = earned.range(farmer + '/', farmer + AFTER_SLASH)) {
            stored.forEachRemaining(
                    entry -> surveys.add(new StoredSurvey(entry.key.substring(farmer.length() + 1), entry.value)));
        }
        surveys.forEach(survey -> earned.delete(farmer + '/' + survey.getSurveyId()));
        return surveys;
    }

    LaneTenants tenants() {
        return tenants;
    }

    LaneBudgets budgets() {
        return budgets;
    }

    /** A farmer's responses, of which is read what is asked for. */
    FarmerResponses responses(String tenant, String farmerId) {
        String farmer = Lanes.key(tenant, farmerId);
        FarmerDays.Store store = new FarmerDays.Store() {
            @Override
            public StoredDay day(LocalDate day) {
                return days.get(farmer + '/' + day);
            }

            @Override
            public Map<LocalDate, StoredDay> all() {
                Map<LocalDate, StoredDay> found = new TreeMap<>();
                try (KeyValueIterator<String, StoredDay> stored = days.range(farmer + '/', farmer + AFTER_SLASH)) {
                    stored.forEachRemaining(
                            entry -> found.put(LocalDate.parse(entry.key.substring(farmer.length() + 1)), entry.value));
                }
                return found;
            }
        };
        return new FarmerResponses(tenant, farmerId, new FarmerDays(store), budgets.of(tenant, farmerId));
    }

    void keep(String tenant, String farmerId, FarmerResponses responses) {
        responses.changed().forEach((day, stored) -> days.put(Lanes.key(tenant, farmerId) + '/' + day, stored));
    }

    /**
     * The ids of a tenant's farmers who have a response on a day or later, in order. Goes through their days.
     *
     * @param after only those after this one; null: all
     * @param most how many at most
     */
    List<String> farmersWithResponsesSince(String tenant, LocalDate first, String after, int most) {
        List<String> farmers = new ArrayList<>();
        String from = after == null ? tenant + '/' : Lanes.key(tenant, after) + AFTER_SLASH;
        try (KeyValueIterator<String, StoredDay> stored = days.range(from, tenant + AFTER_SLASH)) {
            while (stored.hasNext() && farmers.size() < most) {
                String key = stored.next().key;
                int day = key.lastIndexOf('/');
                String farmerId = key.substring(tenant.length() + 1, day);
                boolean isNews =
                        farmers.isEmpty() || !farmers.get(farmers.size() - 1).equals(farmerId);
                if (isNews && !LocalDate.parse(key.substring(day + 1)).isBefore(first)) {
                    farmers.add(farmerId);
                }
            }
        }
        return farmers;
    }

    /** The ids of a tenant's farmers who have balances, in the order of the store, from after one on; null: from the first. */
    List<String> farmersAfter(String tenant, String farmerId, int most) {
        List<String> farmers = new ArrayList<>();
        String first = tenant + '/' + (farmerId == null ? "" : farmerId + '\0');
        try (KeyValueIterator<String, StoredBalances> stored = balances.range(first, tenant + AFTER_SLASH)) {
            while (stored.hasNext() && farmers.size() < most) {
                farmers.add(stored.next().key.substring(tenant.length() + 1));
            }
        }
        return farmers;
    }

    /** Posts what a farmer has earned. */
    Ledger earn(String tenant, String farmerId, List<Earning> earnings) {
        Ledger ledger = open(tenant, farmerId);
        for (Earning earning : earnings) {
            ledger.earn(earning);
        }
        return ledger;
    }

    /** How far the lane's facts are posted: -1 and the epoch where there were none. */
    StoredProgress progress() {
        if (reached == null) {
            StoredProgress stored = progress.get(LANE);
            reached = stored == null ? new StoredProgress(-1L, Instant.EPOCH) : stored;
        }
        return reached;
    }

    void advance(StoredProgress to) {
        progress.put(LANE, to);
        reached = to;
    }

    /** What a command was answered; null where it never was. */
    PointsResult answered(String tenant, String farmerId, String commandId) {
        return results.get(Lanes.key(tenant, farmerId) + '/' + commandId);
    }

    void remember(PointsResult result) {
        results.put(Lanes.key(result.getTenant(), result.getFarmerId()) + '/' + result.getCommandId(), result);
    }

    /** Writes a posting that brings the lane to where its progress is. */
    void post(Record<byte[], byte[]> cause, List<PointsTransfer> transfers, FarmerBalances after) {
        post(Destination.of(lane, cause.key()), cause, transfers, after);
    }

    /** Writes a posting of a farmer that its cause does not name. */
    void post(String farmer, Record<byte[], byte[]> cause, List<PointsTransfer> transfers, FarmerBalances after) {
        post(Destination.of(lane, farmer), cause, transfers, after);
    }

    /** Writes a posting that tells the lane's readers of rules. */
    void post(Record<byte[], byte[]> cause, TenantRules told) {
        post(Destination.of(lane, cause.key()), cause, List.of(), null, told);
    }

    private void post(
            Destination destination,
            Record<byte[], byte[]> cause,
            List<PointsTransfer> transfers,
            FarmerBalances after) {
        post(destination, cause, transfers, after, null);
    }

    private void post(
            Destination destination,
            Record<byte[], byte[]> cause,
            List<PointsTransfer> transfers,
            FarmerBalances after,
            TenantRules told) {
        StoredProgress covered = progress();
        context.forward(
                new Record<>(
                        destination,
                        new LedgerPosting(lane, covered.getCovered(), covered.getCoveredAt(), transfers, after, told),
                        cause.timestamp()),
                PointsTopology.POSTINGS);
    }

    /** Puts a command that follows from another one behind what is in the lane by now. */
    void command(Record<byte[], byte[]> cause, PointsCommand next) {
        context.forward(
                new Record<>(Destination.of(lane, cause.key()), next, cause.timestamp()),
                PointsTopology.COMMANDS_TO_ITSELF);
    }

    void answer(Record<byte[], byte[]> cause, PointsResult result) {
        context.forward(
                new Record<>(Destination.of(lane, cause.key()), result, cause.timestamp()), PointsTopology.ANSWERS);
    }

    void deadLetter(Record<byte[], byte[]> record, String reason) {
        context.forward(
                DeadLetter.of(
                        record,
                        context.recordMetadata()
                                .orElseThrow(
                                        () -> new IllegalStateException("A record that was not read from a topic")),
                        reason),
                Sinks.DEAD_LETTERS);
    }
}
