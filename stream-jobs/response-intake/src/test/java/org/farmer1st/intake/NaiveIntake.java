package org.farmer1st.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;

/**
 * What intake should say, computed the slow way and from the rules' prose: each submission is judged by looking through all
 * that came before it for the same response.
 */
final class NaiveIntake {

    /** What came and what was said of it. {@code version} is null for a withdrawal. */
    record Judged(String response, ResponseVersion version, String saying, Instant at, boolean afterRetention) {}

    private final List<Judged> history = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    /** What comes from here on, comes then. */
    void at(Instant moment) {
        now = moment;
    }

    /** One word, and for a change the contents: {@code REPLACED a->b}. */
    String submitted(String response, ResponseVersion version) {
        String saying = judge(response, version);
        history.add(new Judged(response, version, saying, now, isForgotten(response)));
        return saying;
    }

    String withdrawn(String response) {
        ResponseVersion standing = standing(response);
        String saying = isWithdrawn(response)
                ? "ALREADY_WITHDRAWN"
                : standing == null
                        ? "UNKNOWN_RESPONSE"
                        : isForgotten(response) ? "CONFLICT" : "WITHDRAWN " + name(standing);
        history.add(new Judged(response, null, saying, now, isForgotten(response)));
        return saying;
    }

    /** The standing versions by response. */
    Map<String, String> standing() {
        Map<String, String> standing = new LinkedHashMap<>();
        for (Judged judged : history) {
            ResponseVersion version = standing(judged.response());
            if (version != null) {
                standing.put(judged.response(), name(version));
            }
        }
        return standing;
    }

    /** The standing versions whose content is still there, by response. */
    Map<String, String> held() {
        Map<String, String> held = standing();
        held.keySet().removeIf(this::isForgotten);
        return held;
    }

    boolean isForgotten(String response) {
        Judged counted = counted(response);
        return counted != null
                && counted.version().getRetentionDays() != null
                && !counted.at()
                        .plus(Duration.ofDays(counted.version().getRetentionDays()))
                        .isAfter(now);
    }

    private boolean wasThere(String response, String versionId) {
        return ancestors(response).contains(versionId)
                || history.stream()
                        .anyMatch(earlier -> earlier.response().equals(response)
                                && earlier.version() != null
                                && earlier.version().getVersionId().equals(versionId)
                                && !earlier.afterRetention()
                                && !earlier.saying().equals("CONFLICT"));
    }

    private String judge(String response, ResponseVersion version) {
        if (isWithdrawn(response)) {
            return "ALREADY_WITHDRAWN";
        }
        ResponseVersion standing = standing(response);
        if (standing == null) {
            return "ADDED " + name(version);
        }
        if (isForgotten(response)) {
            return wasThere(response, version.getVersionId()) ? "REPEAT" : "CONFLICT";
        }
        for (Judged earlier : history) {
            if (earlier.response().equals(response)
                    && earlier.version() != null
                    && earlier.version().getVersionId().equals(version.getVersionId())
                    && !earlier.saying().equals("CONFLICT")) {
                return earlier.version().getDigest().equals(version.getDigest()) ? "REPEAT" : "CONFLICT";
            }
        }
        if (ancestors(response).contains(version.getVersionId())) {
            return "REPEAT";
        }
        Set<String> refused = refused(response);
        if (refused.contains(version.getVersionId()) || refused.size() >= 64) {
            return "CONFLICT";
        }
        return standing.getVersionId().equals(version.getReplaces())
                ? "REPLACED " + name(standing) + "->" + name(version)
                : "CONFLICT";
    }

    /** Versions that came too late to count: those that the first one stands for, and their ancestors. */
    private Set<String> ancestors(String response) {
        Set<String> ancestors = new TreeSet<>();
        for (Judged earlier : history) {
            if (!earlier.response().equals(response) || earlier.version() == null || earlier.afterRetention()) {
                continue;
            }
            boolean first = earlier.saying().startsWith("ADDED");
            boolean late = ancestors.contains(earlier.version().getVersionId())
                    && earlier.saying().equals("REPEAT");
            if ((first || late) && earlier.version().getReplaces() != null) {
                ancestors.add(earlier.version().getReplaces());
                ancestors.add(response);
            }
        }
        return ancestors;
    }

    /** Versions that were a conflict the first time that they came. */
    private Set<String> refused(String response) {
        Set<String> met = new TreeSet<>();
        Set<String> refused = new TreeSet<>();
        for (Judged earlier : history) {
            if (earlier.response().equals(response)
                    && earlier.version() != null
                    && met.add(earlier.version().getVersionId())
                    && earlier.saying().equals("CONFLICT")) {
                refused.add(earlier.version().getVersionId());
            }
        }
        return refused;
    }

    private boolean isWithdrawn(String response) {
        return history.stream()
                .anyMatch(j -> j.response().equals(response)
                        && j.version() == null
                        && !j.saying().equals("CONFLICT"));
    }

    /** The version that counts; null for none. */
    ResponseVersion standing(String response) {
        Judged counted = counted(response);
        return counted == null ? null : counted.version();
    }

    private Judged counted(String response) {
        if (isWithdrawn(response)) {
            return null;
        }
        Judged counted = null;
        for (Judged judged : history) {
            boolean counts =
                    judged.saying().startsWith("ADDED") || judged.saying().startsWith("REPLACED");
            if (judged.response().equals(response) && counts) {
                counted = judged;
            }
        }
        return counted;
    }

    /** A version with its content. */
    static String name(ResponseVersion version) {
        return version.getResponseId() + ":" + version.getVersionId() + ":"
                + version.getDigest().get(0);
    }

    /** A fact in the words of this class. */
    static String saying(ResponseFact fact) {
        Object change = fact.getChange();
        if (change instanceof ResponseAdded added) {
            return "ADDED " + name(added.getAfter());
        }
        if (change instanceof ResponseReplaced replaced) {
            return "REPLACED " + name(replaced.getBefore()) + "->" + name(replaced.getAfter());
        }
        if (change instanceof ResponseWithdrawn withdrawn) {
            return "WITHDRAWN " + name(withdrawn.getBefore());
        }
        return ((NoChange) change).getReason().name();
    }
}
