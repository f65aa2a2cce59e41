package org.farmer1st.serving.points;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.LaneProgress;
import org.farmer1st.serving.progress.ProgressWatch;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * A farmer's balances: from Redis, or from Postgres where Redis is gone, doesn't hold the farmer's lane, or is behind: behind
 * Postgres, the receipt that was asked for, or what this process told before.
 */
public final class FarmerPoints {

    private final PointsInRedis redis;
    private final PointsView postgres;
    private final ProgressWatch watch;
    private final AsOfFloor asOf;
    private final Lanes lanes;

    public FarmerPoints(PointsInRedis redis, PointsView postgres, ProgressWatch watch, AsOfFloor asOf, Lanes lanes) {
        this.redis = redis;
        this.postgres = postgres;
        this.watch = watch;
        this.asOf = asOf;
        this.lanes = lanes;
    }

    /** What {@code asOf} is kept by: a farmer's points are as old as the farmer's lane. */
    String subject(String tenant, String farmerId) {
        return ViewProgress.POINTS + '/' + lane(tenant, farmerId);
    }

    int lane(String tenant, String farmerId) {
        return lanes.of(tenant, farmerId);
    }

    /**
     * The balances; fails with UNAVAILABLE where neither can tell.
     *
     * @param receipt of the farmer's lane
     */
    CompletableFuture<PointsView.Balances> balances(String tenant, String farmerId, Optional<Receipt> receipt) {
        ViewProgress known = watch.latest(ViewProgress.POINTS);
        if (known.generation() == 0) {
            return postgres.balances(tenant, farmerId);
        }
        return redis.balances(known.generation(), tenant, farmerId)
                .thenCompose(found -> found.filter(balances -> isCurrent(tenant, farmerId, balances, known, receipt))
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> postgres.balances(tenant, farmerId)));
    }

    private boolean isCurrent(
            String tenant,
            String farmerId,
            PointsView.Balances balances,
            ViewProgress inPostgres,
            Optional<Receipt> receipt) {
        int lane = lanes.of(tenant, farmerId);
        LaneProgress there = balances.progress().lanes().get(lane);
        LaneProgress stored = inPostgres.lanes().get(lane);
        return there.begun()
                && (stored == null || there.covered() >= stored.covered())
                && asOf.reaches(subject(tenant, farmerId), there.asOf())
                && receipt.map(r -> balances.progress().covers(r.lane(), r.offset()))
                        .orElse(true);
    }
}
