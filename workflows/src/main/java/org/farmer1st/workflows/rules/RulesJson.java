package org.farmer1st.workflows.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.runtime.http.Json;

/** Rules as the workflow's request has them. The version is beside them. */
public final class RulesJson {

    private RulesJson() {}

    /** A JSON object with the fields of the API's PointsRules. */
    public static String of(PointsRuleSet rules) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("inForceFrom", rules.getInForceFrom().toString());
        json.put("basePoints", rules.getBasePoints());
        json.put("pointsPerAnswer", rules.getPointsPerAnswer());
        json.put("completeBonus", rules.getCompleteBonus());
        json.put("dailyCap", rules.getDailyCap());
        json.put("streakDays", rules.getStreakDays());
        json.put("streakBonus", rules.getStreakBonus());
        json.put("expiryDays", rules.getExpiryDays());
        for (PointsTier tier : rules.getTiers()) {
            json.withArrayProperty("tiers")
                    .addObject()
                    .put("name", tier.getName())
                    .put("fromPoints", tier.getFromPoints());
        }
        json.put("budget", rules.getBudget());
        return json.toString();
    }
}
