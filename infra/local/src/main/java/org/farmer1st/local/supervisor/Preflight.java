package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/** What is checked before anything is started, so that nobody has to find it in a log. */
final class Preflight {

    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final String AFRESH =
            " Put it back, or start afresh with ./farmer1st reset, which deletes all data.";

    private Preflight() {}

    /** Written when everything was ready for the first time: from then on there is data to be lost. */
    static Path completeMarker(Place place) {
        return place.data("complete");
    }

    /**
     * Says that everything of this version is there: the names of the log's partitions, a line each. A later version may have
     * topics that this one doesn't; those are made when it starts.
     */
    static void markComplete(Place place) throws IOException {
        Lanes lanes = new Lanes(Lanes.DEFAULT_COUNT);
        List<String> partitions = new ArrayList<>();
        for (Topic<?> topic : Topics.all()) {
            for (int partition = 0; partition < topic.partitions(lanes); partition++) {
                partitions.add(topic.name() + "-" + partition);
            }
        }
        Files.write(completeMarker(place), partitions);
    }

    /** @throws CommandFailed where there is too little room for the servers to start and do their work */
    static void checkSpace(Place place) throws IOException {
        Files.createDirectories(place.home());
        long free = Files.getFileStore(place.home()).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new CommandFailed(String.format(
                    "The disk that holds %s has %d MB left; the platform needs at least %d MB. Make room, or name a home on"
                            + " another disk with --home.",
                    place.home(), free >> 20, LEAST_FREE_BYTES >> 20));
        }
    }

    /** @throws CommandFailed naming every port that is taken, whose it should be, and who has it */
    static void checkPorts(List<Component> components) {
        List<String> taken = new ArrayList<>();
        for (Component component : components) {
            for (int port : component.server().ports()) {
                if (!free(port)) {
                    taken.add("Port " + port + ", which " + component.name() + " needs, is taken"
                            + PortOwner.of(port).map(owner -> " by " + owner).orElse("") + ".");
                }
            }
        }
        if (!taken.isEmpty()) {
            throw new CommandFailed(String.join("\n", taken)
                    + "\nEnd what listens there, or move all ports of this platform, such as with --port-offset 1000.");
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The log and the database know of each other: without one, the other would be wrong in silence. Everything else can be
     * made again: Redis and the jobs' state from the log, programs from their archives.
     *
     * @throws CommandFailed where a part of it is gone
     */
    static void checkData(Place place) throws IOException {
        if (!Files.exists(completeMarker(place))) {
            return;
        }
        Path logs = place.data("kafka").resolve("logs");
        if (!Files.exists(logs.resolve("meta.properties"))) {
            throw new CommandFailed(
                    "Kafka's log in " + logs + " is gone, but the views that were made from it are there: a new"
                            + " log is another one, and the jobs would refuse to mix them." + AFRESH);
        }
        for (String partition : Files.readAllLines(completeMarker(place))) {
            Path directory = logs.resolve(partition);
            if (!Files.isDirectory(directory)) {
                throw new CommandFailed("A part of Kafka's log is gone: " + directory + "." + AFRESH);
            }
        }
        if (!Files.exists(place.data("postgres").resolve("PG_VERSION"))) {
            throw new CommandFailed("Postgres' data in " + place.data("postgres")
                    + " is gone, and with it the surveys that were published." + AFRESH);
        }
    }
}
