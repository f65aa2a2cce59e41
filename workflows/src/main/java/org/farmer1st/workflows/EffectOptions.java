package org.farmer1st.workflows;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How the effects of what somebody waits for are tried: each repeats without harm, so that it is tried until it is done. */
public final class EffectOptions {

    /** For one statement or one record: given up on after ten seconds and tried again, at least every five. */
    public static final ActivityOptions PROMPT = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(10))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(200))
                    .setMaximumInterval(Duration.ofSeconds(5))
                    .build())
            .build();

    private EffectOptions() {}
}
