package org.farmer1st.workflows.schedules;

import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleCalendarSpec;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleRange;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.expiry.ExpiryWorkflow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporal's own schedules: put there at each start, or brought to what this version says, and then Temporal's to keep. A run
 * that was missed is made up for within a week; the next day's would do as well.
 */
public final class TemporalSchedules implements Schedules {

    private static final Logger LOG = LoggerFactory.getLogger(TemporalSchedules.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final int NOON = 12;
    private static final int MINUTES_PAST = 5;

    private final ScheduleClient client;
    private final Thread thread = new Thread(this::run, "schedules");
    private volatile String problem = "The schedules have not been put in place yet";

    public TemporalSchedules(ScheduleClient client) {
        this.client = client;
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        try {
            while (!put()) {
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("Closed");
        }
    }

    private boolean put() {
        try {
            client.createSchedule(
                    ExpiryWorkflow.KIND, expiry(), ScheduleOptions.newBuilder().build());
        } catch (ScheduleAlreadyRunningException e) {
            return update();
        } catch (RuntimeException e) {
            return failed(e);
        }
        LOG.info("The schedule {} is in place", ExpiryWorkflow.KIND);
        problem = null;
        return true;
    }

    private boolean update() {
        try {
            client.getHandle(ExpiryWorkflow.KIND)
                    .update(before -> new ScheduleUpdate(Schedule.newBuilder(expiry())
                            // An operator may have paused it.
                            .setState(before.getDescription().getSchedule().getState())
                            .build()));
        } catch (RuntimeException e) {
            return failed(e);
        }
        problem = null;
        return true;
    }

    private boolean failed(RuntimeException e) {
        LOG.warn("The schedule {} could not be put in place; trying again until it can", ExpiryWorkflow.KIND, e);
        problem = "The schedule " + ExpiryWorkflow.KIND + " could not be put in place: " + e.getMessage();
        return false;
    }

    /** Each day at 12:05 UTC: at noon the day has begun everywhere. */
    private static Schedule expiry() {
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(ExpiryWorkflow.class)
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(ExpiryWorkflow.KIND)
                                .setTaskQueue(TaskQueues.EXPIRY)
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setCalendars(List.of(ScheduleCalendarSpec.newBuilder()
                                .setHour(List.of(new ScheduleRange(NOON)))
                                .setMinutes(List.of(new ScheduleRange(MINUTES_PAST)))
                                .build()))
                        .build())
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(Duration.ofDays(7))
                        .build())
                .build();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
