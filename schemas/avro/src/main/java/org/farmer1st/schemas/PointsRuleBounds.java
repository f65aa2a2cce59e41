package org.farmer1st.schemas;

/**
 * How much a {@link org.farmer1st.events.PointsRuleSet} may hold. Whoever publishes rules keeps to them, and the ledger refuses what is beyond; the
 * checks of the table {@code reference.points_rules} are the same.
 */
public final class PointsRuleBounds {

    /** What one rule gives at most, in points: a response with a thousand answers is still far from the end of a long. */
    public static final long MOST_FOR_ONE = 1_000_000L;

    /** What the rules of a tenant give at most, in all: the largest budget. */
    public static final long MOST_IN_ALL = 1_000_000_000_000L;

    /** The fewest days in a row that are a streak. */
    public static final int FEWEST_STREAK_DAYS = 2;

    /** For how many days points last at most, where they expire. */
    public static final int MOST_EXPIRY_DAYS = 36_500;

    public static final int MOST_TIERS = 20;

    /** How long the name of a tier may be. */
    public static final int MOST_CHARACTERS = 40;

    /** With how many points the highest tier begins at most. */
    public static final long MOST_FOR_TIER = 1_000_000_000L;

    private PointsRuleBounds() {}
}
