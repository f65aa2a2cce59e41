package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.FarmerDifference;
import org.farmer1st.events.FarmerShortfall;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRecalculation;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.RecalculationPart;
import org.farmer1st.events.TenantRules;
import org.farmer1st.points.state.StoredClaim;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredRecalculation;
import org.farmer1st.points.state.StoredResponse;
import org.farmer1st.schemas.Lanes;

/**
 * What commands to a tenant do in a lane: its rules, recalculations, and leases of its budgets.
 *
 * <p>What goes through many farmers goes in pieces ({@link Piece}). New rules, or a recalculation, count from the first piece on, so that a fact between two
 * pieces has the days that it touches judged by them already; the farmer's others are when the next piece comes.
 */
final class TenantCommands {

    private static final int FARMERS_AT_ONCE = 500;
    private static final int CLAIMS_AT_ONCE = 500;

    private final LaneLedger lane;

    TenantCommands(LaneLedger lane) {
        this.lane = lane;
    }

    /** Takes rules into force. They are a repeat where they are the same; they never change. */
    void rules(Record<byte[], byte[]> record, PointsCommand command, Instant recordedAt) {
        String tenant = command.getTenant();
        PointsRuleSet version = command.getRules();
        PointsRuleSet before = lane.tenants().rules(tenant, version.getVersion());
        boolean taken = before != null && !before.equals(version);
        if (before == null) {
            lane.tenants().keep(tenant, version);
            lane.post(record, new TenantRules(tenant, version));
        }
        if (before == null || !taken && command.getResumeAfter() != null) {
            // A business day is a survey's, in its own time zone: it can begin half a day before it does in UTC, or end
            // so late.
            LocalDate first = LocalDate.ofInstant(version.getInForceFrom(), ZoneOffset.UTC)
                    .minusDays(1);
            PointsRules rules = lane.tenants().rules(tenant);
            for (String farmerId : piece(record, command, first).farmers()) {
                judge(record, tenant, farmerId, rules, "rules-" + version.getVersion(), recordedAt);
            }
        }
        if (command.getResumeAfter() == null) {
            Optional<PointsRefusal> refusal = taken ? Optional.of(PointsRefusal.RULES_VERSION_TAKEN) : Optional.empty();
            lane.answer(record, CommandRules.resultOfRules(command, refusal, recordedAt));
        }
    }

    /** Judges by other rules than those in force, or says what that would change. */
    void recalculate(Record<byte[], byte[]> record, PointsCommand command, Instant recordedAt) {
        String tenant = command.getTenant();
        PointsRecalculation asked = command.getRecalculation();
        if (asked.getRuleVersion() != null && lane.tenants().rules(tenant, asked.getRuleVersion()) == null) {
            String message = "The tenant has no rules of version " + asked.getRuleVersion() + " here";
            lane.answer(record, CommandRules.refused(command, PointsRefusal.NO_SUCH_RULES, message, recordedAt));
            return;
        }
        StoredRecalculation recalculation = new StoredRecalculation(
                command.getCommandId(),
                command.getRequestedAt(),
                asked.getSurveyIds(),
                asked.getRuleVersion(),
                asked.getFrom(),
                asked.getUntil());
        StoredRecalculation known = lane.tenants().recalculation(tenant, command.getCommandId());
        if (known != null && !known.equals(recalculation)) {
            String message = "Another recalculation had this id, and stands";
            lane.answer(record, CommandRules.refused(command, PointsRefusal.COMMAND_ID_REUSED, message, recordedAt));
            return;
        }
        if (!asked.getDryRun() && known == null) {
            lane.tenants().keep(tenant, recalculation);
        }
        PointsRules rules = lane.tenants().rules(tenant).with(recalculation);
        LocalDate first = asked.getFrom() == null
                ? LocalDate.MIN
                : LocalDate.ofInstant(asked.getFrom(), ZoneOffset.UTC).minusDays(1);
        long responses = 0;
        long drawnAnew = 0;
        List<FarmerDifference> differences = new ArrayList<>();
        List<FarmerShortfall> shortfalls = new ArrayList<>();
        Piece piece = piece(record, command, first);
        for (String farmerId : piece.farmers()) {
            FarmerResponses before = lane.responses(tenant, farmerId);
            responses += difference(farmerId, before, rules, differences);
            drawnAnew += before.drawnAnew(rules);
            shortfall(farmerId, before).ifPresent(shortfalls::add);
            if (!asked.getDryRun()) {
                judge(record, tenant, farmerId, rules, "recalculate-" + command.getCommandId(), recordedAt);
            }
        }
        RecalculationPart part = new RecalculationPart(
                command.getResumeAfter(),
                piece.isLast(),
                responses,
                (long) piece.farmers().size(),
                differences,
                drawnAnew,
                shortfalls);
        lane.answer(record, CommandRules.resultOfRecalculation(command, part, recordedAt));
    }

    /** @return how many responses are judged by another version */
    private static long difference(
            String farmerId, FarmerResponses responses, PointsRules rules, List<FarmerDifference> differences) {
        var worth = rules.worth(responses.days());
        long before = 0;
        long after = 0;
        long otherwise = 0;
        for (StoredDay day : responses.days().values()) {
            for (StoredResponse response : day.getResponses()) {
                before += response.getEarned();
                after += worth.get(response).points();
                otherwise += Objects.equals(worth.get(response).ruleVersion(), response.getRuleVersion()) ? 0 : 1;
            }
        }
        if (before != after) {
            differences.add(new FarmerDifference(farmerId, before, after));
        }
        return otherwise;
    }

    /** What budgets have not given a farmer; empty where they have given everything. */
    private static Optional<FarmerShortfall> shortfall(String farmerId, FarmerResponses responses) {
        FarmerShortfall shortfall = new FarmerShortfall(farmerId, 0L, 0L, 0L);
        for (StoredDay day : responses.days().values()) {
            for (StoredResponse response : day.getResponses()) {
                shortfall.setEarned(shortfall.getEarned() + response.getEarned());
                shortfall.setWaiting(shortfall.getWaiting() + response.getWaiting());
                shortfall.setWithheld(shortfall.getWithheld() + response.getWithheld());
            }
        }
        return shortfall.getWaiting() + shortfall.getWithheld() == 0 ? Optional.empty() : Optional.of(shortfall);
    }

    /** The next farmers of a command; the lane goes on with the others. */
    private Piece piece(Record<byte[], byte[]> record, PointsCommand command, LocalDate first) {
        Piece piece = Piece.of(
                lane.farmersWithResponsesSince(command.getTenant(), first, command.getResumeAfter(), FARMERS_AT_ONCE),
                FARMERS_AT_ONCE);
        piece.goOn(lane, record, command);
        return piece;
    }

    private void judge(
            Record<byte[], byte[]> record,
            String tenant,
            String farmerId,
            PointsRules rules,
            String trigger,
            Instant recordedAt) {
        FarmerResponses responses = lane.responses(tenant, farmerId);
        Ledger ledger = lane.earn(tenant, farmerId, responses.apply(rules, trigger, recordedAt));
        lane.keep(tenant, farmerId, responses);
        post(record, tenant, farmerId, ledger);
    }

    private void post(Record<byte[], byte[]> record, String tenant, String farmerId, Ledger ledger) {
        if (!ledger.transfers().isEmpty()) {
            List<PointsTransfer> transfers = ledger.transfers();
            lane.post(Lanes.key(tenant, farmerId), record, transfers, lane.keep(tenant, farmerId, ledger));
        }
    }

    /** Takes what a budget says, and serves the claims that waited for it. Nobody asked, and so nobody is answered. */
    void lease(Record<byte[], byte[]> record, PointsCommand command, Instant recordedAt) {
        String tenant = command.getTenant();
        BudgetLease told = command.getLease();
        int version = told.getVersion();
        LaneLease lease = lane.budgets().lease(tenant, version);
        if (lease.knows(told)) {
            return;
        }
        if (!lease.expects(told)) {
            lane.deadLetter(record, "A lease before it is missing");
            return;
        }
        lane.budgets().tell(record, tenant, version, lease.hear(told));
        Settling settling = new Settling(record, tenant, version, recordedAt);
        lease.settle(CLAIMS_AT_ONCE, lane.budgets().claims(tenant, version), settling);
    }

    /** Posts what becomes of claims. */
    private final class Settling implements LaneLease.Settlement {

        private final Record<byte[], byte[]> record;
        private final String tenant;
        private final int version;
        private final Instant recordedAt;
        private final PointsRules rules;
        private FarmerResponses responses;
        private StoredResponse response;

        private Settling(Record<byte[], byte[]> record, String tenant, int version, Instant recordedAt) {
            this.record = record;
            this.tenant = tenant;
            this.version = version;
            this.recordedAt = recordedAt;
            this.rules = lane.tenants().rules(tenant);
        }

        @Override
        public long waiting(StoredClaim claim) {
            responses = lane.responses(tenant, claim.getFarmerId());
            response = responses.waiting(claim.getDay(), claim.getResponseId(), version);
            return response == null ? 0 : response.getWaiting();
        }

        @Override
        public void settle(StoredClaim claim, long granted, long withheld, String cause) {
            String farmerId = claim.getFarmerId();
            Ledger ledger = lane.open(tenant, farmerId);
            ledger.settle(
                    Cause.of(tenant, farmerId, claim.getDay(), response, "budget-" + version + "-" + cause, recordedAt),
                    claim.getDay(),
                    rules.expiresOn(version, claim.getDay()),
                    granted,
                    withheld);
            responses.settle(claim.getDay(), response, granted, withheld);
            lane.keep(tenant, farmerId, responses);
            post(record, tenant, farmerId, ledger);
        }
    }
}
