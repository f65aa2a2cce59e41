package org.farmer1st.pointsviews.balances;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;

/** What both stores hold of a version of rules: JSON, {@code {"inForceFrom", "tiers": [{"name", "fromPoints"}]}}. */
final class Tiers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Tiers() {}

    static String json(PointsRuleSet rules) {
        ObjectNode content = JSON.createObjectNode();
        content.put("inForceFrom", rules.getInForceFrom().toString());
        ArrayNode tiers = content.putArray("tiers");
        for (PointsTier tier : rules.getTiers()) {
            tiers.addObject().put("name", tier.getName()).put("fromPoints", tier.getFromPoints());
        }
        return content.toString();
    }
}
