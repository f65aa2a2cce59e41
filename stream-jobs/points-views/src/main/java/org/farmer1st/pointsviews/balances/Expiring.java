package org.farmer1st.pointsviews.balances;

import java.util.List;
import java.util.stream.Collectors;
import org.farmer1st.events.ExpiringPoints;

/** What is to expire, as both stores hold it: a JSON array of {@code {"amount", "on"}}, soonest first, days in ISO 8601. */
final class Expiring {

    private Expiring() {}

    static String json(List<ExpiringPoints> expiring) {
        return expiring.stream()
                .map(points -> "{\"amount\":" + points.getAmount() + ",\"on\":\"" + points.getOn() + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
