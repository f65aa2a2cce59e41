package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import org.farmer1st.embedded.FreePorts;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

    @TempDir
    private Path home;

    private Place place;

    @BeforeEach
    void setUp() {
        place = new Place(home, home, 0);
    }

    @Test
    void aTakenPortIsNamedWithWhoseItIsAndWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Preflight.checkPorts(List.of(component("kafka", taken.getLocalPort()))))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + ", which kafka needs, is taken")
                    .hasMessageContaining("--port-offset");
            if (Files.exists(Path.of("/proc/net/tcp"))) {
                assertThat(PortOwner.of(taken.getLocalPort())).hasValueSatisfying(owner -> assertThat(owner)
                        .contains("process " + ProcessHandle.current().pid()));
            }
        }
    }

    @Test
    void freePortsPass() throws Exception {
        int free = FreePorts.one();

        assertThatCode(() -> Preflight.checkPorts(List.of(component("kafka", free))))
                .doesNotThrowAnyException();
    }

    @Test
    void aHomeThatWasNeverCompleteMayLackAnything() {
        assertThatCode(() -> Preflight.checkData(place)).doesNotThrowAnyException();
    }

    @Test
    void aHalfDeletedHomeIsRefusedWithWhatToDo() throws Exception {
        makeComplete();
        assertThatCode(() -> Preflight.checkData(place)).doesNotThrowAnyException();

        Path version = place.data("postgres").resolve("PG_VERSION");
        Files.delete(version);
        refused("Postgres' data in " + place.data("postgres") + " is gone");
        Files.writeString(version, "18");

        Files.delete(place.data("kafka").resolve("logs/survey.responses-3"));
        refused("survey.responses-3");

        Files.delete(place.data("kafka").resolve("logs/meta.properties"));
        refused("Kafka's log in " + place.data("kafka").resolve("logs") + " is gone");
    }

    @Test
    void aHomeOfAnEarlierVersionMayLackTopicsThatItNeverHad() throws Exception {
        makeComplete();
        Path marker = Preflight.completeMarker(place);
        List<String> earlier = Files.readAllLines(marker).stream()
                .filter(partition -> !partition.startsWith("points.budget-"))
                .toList();
        Files.write(marker, earlier);
        Files.delete(place.data("kafka").resolve("logs/points.budget-0"));

        assertThatCode(() -> Preflight.checkData(place)).doesNotThrowAnyException();
    }

    @Test
    void aLostHashKeyIsRefusedWhereThereIsDataAndMadeWhereThereIsNone() throws Exception {
        Secrets made = Secrets.keep(place, false);
        assertThat(Secrets.keep(place, true)).isEqualTo(made);
        assertThat(made.contentHashKey()).isNotEqualTo(made.receiptKey());
        assertThat(Files.getPosixFilePermissions(place.secrets().resolve("receipt-key")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

        Files.delete(place.secrets().resolve("content-hash-key"));
        assertThatThrownBy(() -> Secrets.keep(place, true))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("content-hash-key is missing");
    }

    private void refused(String why) {
        assertThatThrownBy(() -> Preflight.checkData(place))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(why)
                .hasMessageContaining("./farmer1st reset");
    }

    private void makeComplete() throws Exception {
        Path logs = place.data("kafka").resolve("logs");
        for (Topic<?> topic : Topics.all()) {
            for (int partition = 0; partition < topic.partitions(new Lanes(Lanes.DEFAULT_COUNT)); partition++) {
                Files.createDirectories(logs.resolve(topic.name() + "-" + partition));
            }
        }
        Files.writeString(logs.resolve("meta.properties"), "");
        Files.createDirectories(place.data("postgres"));
        Files.writeString(place.data("postgres").resolve("PG_VERSION"), "18");
        Preflight.markComplete(place);
    }

    private Component component(String name, int port) {
        return Component.of(new ServerProcess(
                name,
                List.of("true"),
                Map.of(),
                home.resolve("log"),
                List.of(port),
                URI.create("http://127.0.0.1:" + port),
                ServerProcess.Preparation.NONE,
                () -> true));
    }
}
