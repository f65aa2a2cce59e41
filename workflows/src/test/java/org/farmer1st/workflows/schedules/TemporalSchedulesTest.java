package org.farmer1st.workflows.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleResponse;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Temporal is asked for; the test server has no schedules, so this one has two methods and one schedule. */
class TemporalSchedulesTest {

    /** Temporal, as far as schedules go: https://docs.temporal.io/schedule. */
    private static final class OneSchedule extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        private volatile Schedule kept;
        private volatile int failures;

        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
            answer.onNext(GetSystemInfoResponse.getDefaultInstance());
            answer.onCompleted();
        }

        @Override
        public void createSchedule(CreateScheduleRequest request, StreamObserver<CreateScheduleResponse> answer) {
            assertThat(request.getScheduleId()).isEqualTo("expire-points");
            if (failures > 0) {
                failures--;
                answer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            } else if (kept != null) {
                answer.onError(Status.ALREADY_EXISTS.asRuntimeException());
            } else {
                kept = request.getSchedule();
                answer.onNext(CreateScheduleResponse.getDefaultInstance());
                answer.onCompleted();
            }
        }

        @Override
        public void describeSchedule(DescribeScheduleRequest request, StreamObserver<DescribeScheduleResponse> answer) {
            answer.onNext(
                    DescribeScheduleResponse.newBuilder().setSchedule(kept).build());
            answer.onCompleted();
        }

        @Override
        public void updateSchedule(UpdateScheduleRequest request, StreamObserver<UpdateScheduleResponse> answer) {
            kept = request.getSchedule();
            answer.onNext(UpdateScheduleResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private final OneSchedule temporal = new OneSchedule();
    private Server server;
    private ManagedChannel channel;
    private WorkflowServiceStubs stubs;

    @BeforeEach
    void start() throws Exception {
        String name = UUID.randomUUID().toString();
        server = InProcessServerBuilder.forName(name).addService(temporal).build();
        server.start();
        channel = InProcessChannelBuilder.forName(name).build();
        stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setChannel(channel).build());
    }

    @AfterEach
    void stop() {
        stubs.shutdownNow();
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void theExpiryIsEachDayAfterNoonAndNeverTwiceAtATime() throws Exception {
        temporal.failures = 1;
        put();
        Schedule schedule = temporal.kept;
        NewWorkflowExecutionInfo workflow = schedule.getAction().getStartWorkflow();
        assertThat(workflow.getWorkflowType().getName()).isEqualTo("expire-points");
        assertThat(workflow.getTaskQueue().getName()).isEqualTo("points-expiry");
        assertThat(schedule.getSpec().getStructuredCalendarList())
                .singleElement()
                .satisfies(at -> {
                    assertThat(at.getHour(0).getStart()).isEqualTo(12);
                    assertThat(at.getMinute(0).getStart()).isEqualTo(5);
                    assertThat(at.getSecond(0).getStart()).isZero();
                    assertThat(at.getDayOfMonth(0).getEnd()).isEqualTo(31);
                });
        assertThat(schedule.getPolicies().getOverlapPolicy())
                .isEqualTo(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP);
    }

    @Test
    void aScheduleThatIsThereIsBroughtToWhatThisVersionSaysAndStaysPaused() throws Exception {
        put();
        Schedule wanted = temporal.kept;
        temporal.kept = wanted.toBuilder()
                .clearSpec()
                .setState(wanted.getState().toBuilder().setPaused(true))
                .build();
        put();
        assertThat(temporal.kept.getSpec()).isEqualTo(wanted.getSpec());
        assertThat(temporal.kept.getState().getPaused()).isTrue();
    }

    private void put() throws Exception {
        try (TemporalSchedules schedules = new TemporalSchedules(ScheduleClient.newInstance(stubs))) {
            assertThat(schedules.problem()).isPresent();
            schedules.start();
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!schedules.problem().equals(Optional.empty())) {
                assertThat(System.nanoTime()).as(schedules.problem().orElse("")).isLessThan(deadline);
                Thread.sleep(20);
            }
        }
    }
}
