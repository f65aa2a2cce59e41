package org.farmer1st.ingest.input;

import java.util.ArrayList;
import java.util.List;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;

/** Collects the faults of one input, so that a caller learns of all of them at once. Not thread-safe. */
public final class Faults {

    /** How many are reported; what is wrong in more places than this is reported in part. */
    static final int MOST = 100;

    private static final int LONGEST_NAME = 100;

    private final List<Fault> faults = new ArrayList<>();
    private int count;

    /** Adds a fault at a path. */
    public void add(String path, String message) {
        count++;
        if (faults.size() < MOST) {
            faults.add(new Fault(path, message));
        }
    }

    /** Adds a fault at a field of a place. */
    public void add(Place place, String field, String message) {
        count++;
        if (faults.size() < MOST) {
            faults.add(new Fault(place.field(shortened(field)), message));
        }
    }

    /** Whether nothing is wrong. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** @throws ApiException VALIDATION_FAILED where anything is wrong */
    public void throwIfAny() {
        if (isEmpty()) {
            return;
        }
        List<Fault> reported = new ArrayList<>(faults);
        if (count > MOST) {
            reported.add(new Fault("", "and " + (count - MOST) + " more"));
        }
        throw ApiException.invalid(reported);
    }

    /** A name that a caller chose, no longer than an answer should repeat. */
    public static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
