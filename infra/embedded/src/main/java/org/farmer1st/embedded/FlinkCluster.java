package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Flink cluster: one JobManager and one TaskManager, each a process. Jobs are submitted through the JobManager's REST
 * interface, as thin jars: Flink, its connectors and what jobs share is on the cluster's class path.
 *
 * <p>Checkpoints are kept under {@link #checkpoints()} when a job is cancelled and when the JobManager dies; the JobManager
 * itself remembers nothing.
 *
 * @param distribution where it comes from
 * @param data its directory
 * @param jobManagerLog what the JobManager prints
 * @param taskManagerLog what the TaskManager prints
 * @param restPort where jobs are submitted
 * @param rpcPort of the JobManager
 * @param blobPort of the JobManager
 */
public record FlinkCluster(
        Distribution distribution,
        Path data,
        Path jobManagerLog,
        Path taskManagerLog,
        int restPort,
        int rpcPort,
        int blobPort) {

    private static final String[] OPENED = {
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.time=ALL-UNNAMED"
    };

    public String url() {
        return "http://127.0.0.1:" + restPort;
    }

    /** One directory a job, named by its id; in it {@code chk-N}, complete when it holds {@code _metadata}. */
    public Path checkpoints() {
        return data.resolve("checkpoints");
    }

    public ServerProcess jobManager() throws IOException {
        Path configuration = data.resolve("jobmanager");
        return new ServerProcess(
                "flink-jobmanager",
                Jvm.heap(320)
                        .with(OPENED)
                        .quickCompilerOnly()
                        .command(
                                distribution.classPath(Servers.FLINK),
                                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                                "--configDir",
                                configuration.toString()),
                Map.of(),
                jobManagerLog,
                List.of(restPort, rpcPort, blobPort),
                URI.create(url()),
                () -> configure(configuration, ""),
                Readiness.http(URI.create(url() + "/overview")));
    }

    public ServerProcess taskManager() throws IOException {
        Path configuration = data.resolve("taskmanager");
        return new ServerProcess(
                "flink-taskmanager",
                Jvm.heap(576)
                        // Room for what is new: of a heap that starts small it would be five megabytes.
                        .with("-Xmn96m")
                        .with(OPENED)
                        .with("-XX:MaxDirectMemorySize=192m")
                        .command(
                                distribution.classPath(Servers.FLINK),
                                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                                "--configDir",
                                configuration.toString()),
                Map.of(),
                taskManagerLog,
                List.of(),
                URI.create(url() + "/taskmanagers"),
                () -> configure(configuration, taskManagerMemory()),
                Readiness.http(URI.create(url() + "/taskmanagers"), body -> body.contains("\"id\":\"local\"")));
    }

    private void configure(Path directory, String more) throws IOException {
        Path temporary = directory.resolve("tmp");
        Archives.delete(temporary);
        Files.createDirectories(temporary);
        Files.createDirectories(checkpoints());
        Files.writeString(directory.resolve("config.yaml"), settings(temporary) + more, StandardCharsets.UTF_8);
    }

    private String settings(Path temporary) {
        return String.join(
                "\n",
                "jobmanager.rpc.address: 127.0.0.1",
                "jobmanager.bind-host: 127.0.0.1",
                "jobmanager.rpc.port: " + rpcPort,
                "blob.server.port: " + blobPort,
                "rest.address: 127.0.0.1",
                "rest.bind-address: 127.0.0.1",
                "rest.port: " + restPort,
                "taskmanager.host: 127.0.0.1",
                "taskmanager.bind-host: 127.0.0.1",
                // The same name after a restart, so that the JobManager sees at once that the one before is gone.
                "taskmanager.resource-id: local",
                // Room for the jobs that data teams attach, and for their shadows.
                "taskmanager.numberOfTaskSlots: 16",
                "parallelism.default: 2",
                "io.tmp.dirs: " + temporary,
                "execution.checkpointing.interval: 5 s",
                "execution.checkpointing.dir: " + checkpoints().toUri(),
                "execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION",
                "execution.checkpointing.num-retained: 3",
                "execution.checkpointing.tolerable-failed-checkpoints: 1000",
                "state.backend.type: hashmap",
                "restart-strategy.type: exponential-delay",
                "restart-strategy.exponential-delay.initial-backoff: 500 ms",
                "restart-strategy.exponential-delay.max-backoff: 2 s",
                "heartbeat.interval: 2 s",
                "heartbeat.timeout: 8 s",
                "cluster.registration.error-delay: 1 s",
                "slot.request.timeout: 60 s",
                "web.submit.enable: true",
                "");
    }

    /** Sizes that Flink's start script would compute. */
    private static String taskManagerMemory() {
        return String.join(
                "\n",
                "taskmanager.cpu.cores: 2.0",
                "taskmanager.memory.task.heap.size: 384m",
                "taskmanager.memory.task.off-heap.size: 0m",
                "taskmanager.memory.framework.heap.size: 128m",
                "taskmanager.memory.framework.off-heap.size: 64m",
                "taskmanager.memory.network.min: 48m",
                "taskmanager.memory.network.max: 48m",
                "taskmanager.memory.managed.size: 0m",
                "taskmanager.memory.jvm-metaspace.size: 192m",
                "taskmanager.memory.jvm-overhead.min: 64m",
                "taskmanager.memory.jvm-overhead.max: 64m",
                "");
    }
}
