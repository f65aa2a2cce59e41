package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.FreePorts;
import org.farmer1st.embedded.KafkaServer;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.events.Submission;
import org.farmer1st.ingest.KafkaFixture.Read;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * ingest-api under load while its broker, which is this test's own, is killed, stands still, and has a full disk: what was
 * answered 202 is in the log of record where its receipt says, every other answer may be sent again, and all goes on by itself
 * when the broker does.
 */
class BrokerFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final int SOME = 100;
    private static final int MANY = 400;
    private static final String DISK_SIZE = "192m";

    private static Path disk;
    private static boolean diskIsSmall;
    private static ServerProcess broker;
    private static Process running;
    private static KafkaFixture kafka;
    private static IngestClient ingest;

    @BeforeAll
    static void start() throws Exception {
        BackingServices services =
                BackingServices.start(Service.REGISTRY, Service.REDIS).provisioned();
        disk = Files.createTempDirectory("farmer1st-broker");
        diskIsSmall = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", disk.toString()) == 0;
        Path root = Path.of(System.getProperty("farmer1st.root"));
        List<Integer> ports = FreePorts.several(2);
        KafkaServer server = new KafkaServer(
                new Distribution(root, root.resolve("infra/testkit/target/cache")),
                disk.resolve("kafka"),
                services.directory().resolve("logs").resolve("kafka-with-faults.log"),
                ports.get(0),
                ports.get(1));
        broker = server.process();
        startBroker();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
            Provisioning.createTopics(admin, new Lanes(Lanes.DEFAULT_COUNT), (short) 1);
        }
        kafka = new KafkaFixture(
                server.bootstrapServers(), KafkaFixture.of(services).wireFormat());
        kafka.publish("demo", "farm", 1, IngestIT.DEFINITION);
        ingest = new IngestClient(
                server.bootstrapServers(),
                services.schemaRegistryUrl(),
                services.redisUrl(),
                Map.of("DELIVERY_TIMEOUT_MS", "2000", "RATE_LIMIT_SUBJECT_BURST", "1000000"));
        ingest.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        if (ingest != null) {
            ingest.close();
        }
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
        if (diskIsSmall) {
            run("umount", disk.toString());
        }
    }

    @Test
    void aKilledBrokerLosesNothingThatWasAccepted() throws Exception {
        underLoad(load -> {
            running.destroyForcibly().waitFor();
            awaitRefusals(load);
            startBroker();
        });
    }

    @Test
    void aBrokerThatStandsStillLosesNothingThatWasAccepted() throws Exception {
        underLoad(load -> {
            assertThat(run("kill", "-STOP", "" + running.pid())).isZero();
            try {
                awaitRefusals(load);
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            } finally {
                assertThat(run("kill", "-CONT", "" + running.pid())).isZero();
            }
        });
    }

    @Test
    void aFullDiskLosesNothingThatWasAccepted() throws Exception {
        assumeThat(diskIsSmall)
                .as("a disk of " + DISK_SIZE + " to fill: this account may not mount one, run the test as root")
                .isTrue();
        underLoad(load -> {
            Path filler = disk.resolve("filler");
            fill(filler);
            // Kafka ends where it can't write.
            assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            awaitRefusals(load);
            Files.delete(filler);
            startBroker();
        });
    }

    private interface Fault {
        void happen(UploadLoad load) throws Exception;
    }

    private static void underLoad(Fault fault) throws Exception {
        UploadLoad load = new UploadLoad(ingest);
        try (load) {
            load.awaitAccepted(MANY, PATIENCE);
            fault.happen(load);
            load.awaitAccepted(MANY, PATIENCE);
        }
        assertThat(load.wrong()).isEmpty();
        assertThat(load.longest()).isLessThan(PATIENCE);
        assertInTheLog(load.accepted());
        System.out.println(load.accepted().size() + " accepted, " + load.refused() + " to be sent again, longest wait "
                + load.longest());
    }

    private static void assertInTheLog(Map<String, String> accepted) {
        Map<String, String> written = new HashMap<>();
        for (Read<Submission> read : kafka.read(Topics.SUBMISSIONS)) {
            written.put(read.partition() + "/" + read.offset(), read.value().toString());
        }
        Receipts receipts = new Receipts(List.of(IngestClient.KEY));
        accepted.forEach((id, text) -> {
            Receipt receipt = receipts.verify(text).orElseThrow();
            assertThat(receipt.responseId()).isEqualTo(id);
            assertThat(written.get(receipt.lane() + "/" + receipt.offset()))
                    .as("what the log of record holds for a response that was accepted")
                    .contains(id);
        });
    }

    private static void awaitRefusals(UploadLoad load) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (load.refused() < SOME) {
            assertThat(System.nanoTime()).as("time to refuse something").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void startBroker() throws Exception {
        running = broker.start();
        Process started = running;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!broker.readiness().ready()) {
            assertThat(running.isAlive())
                    .as("The broker ended; see " + broker.log())
                    .isTrue();
            assertThat(System.nanoTime()).as("time to start").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Leaves no byte of the disk. */
    private static void fill(Path filler) {
        byte[] block = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(disk.toFile().getUsableSpace()).isLessThan(block.length);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
