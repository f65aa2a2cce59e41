package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.farmer1st.embedded.ConnectServer;
import org.farmer1st.local.Place;

/** Asks everything how it is, all at once, without help of a supervisor. */
final class StatusLook {

    private StatusLook() {}

    static List<ComponentStatus> at(Place place, Platform platform) throws IOException, InterruptedException {
        List<Callable<ComponentStatus>> questions = new ArrayList<>();
        platform.components().forEach(component -> questions.add(() -> ask(place, platform, component)));
        platform.jobs().forEach(job -> questions.add(() -> ask(platform, job)));
        for (FlinkJob run : platform.attached()) {
            questions.add(() -> new ComponentStatus(
                    run.component(),
                    null,
                    platform.flink().url(),
                    FlinkJobs.attachedRuns(place, platform.flink(), run)));
        }
        for (AttachedJob job : new AttachedJobs(place).list()) {
            if (job.isProcess() && !job.stopped()) {
                job.runs().forEach(run -> questions.add(() -> ask(place, AttachedProcesses.name(job, run))));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(questions.size());
        try {
            List<ComponentStatus> answers = new ArrayList<>();
            for (Future<ComponentStatus> answer : threads.invokeAll(questions)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static ComponentStatus ask(Place place, Platform platform, Component component) {
        Optional<ProcessHandle> process = new PidFile(place.pids().resolve(component.name() + ".pid")).process();
        boolean healthy = process.isPresent() && component.server().readiness().ready();
        if (healthy && component.name().equals("connect")) {
            healthy = new Connectors(new Rest(platform.connectUrl()), ConnectServer.connectors(platform.distribution()))
                    .running();
        }
        return new ComponentStatus(
                component.name(),
                process.map(ProcessHandle::pid).orElse(null),
                component.server().url().toString(),
                healthy);
    }

    private static ComponentStatus ask(Place place, String run) {
        Optional<ProcessHandle> process = AttachedProcesses.pidFile(place, run).process();
        return new ComponentStatus(
                "job:" + run,
                process.map(ProcessHandle::pid).orElse(null),
                AttachedProcesses.url(place, run).map(Object::toString).orElse(""),
                process.isPresent() && AttachedProcesses.serves(place, run));
    }

    private static ComponentStatus ask(Platform platform, FlinkJob job) {
        String url = platform.flink().url();
        return new ComponentStatus(job.component(), null, url, FlinkJobs.running(new Rest(url), job));
    }
}
