package org.farmer1st.runtime.limits;

import java.util.concurrent.CompletableFuture;

/** Buckets that all processes take from. */
interface SharedBuckets {

    /** Whether asking makes sense now. Cheap. */
    boolean usable();

    /**
     * Takes from a bucket what was granted already, below nothing if need be.
     *
     * @param key names the bucket
     * @param limit what it is made with, where there is none yet
     * @return completes with what is left, negative where more was granted than there was; fails where that can't be had
     */
    CompletableFuture<Long> take(String key, RateLimit limit, long tokens);
}
