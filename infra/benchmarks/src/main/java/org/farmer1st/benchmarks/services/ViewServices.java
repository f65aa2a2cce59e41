package org.farmer1st.benchmarks.services;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.farmer1st.embedded.FlinkCluster;
import org.farmer1st.embedded.FreePorts;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.postgres.Generations;
import org.farmer1st.postgres.Migrations;

/** Beside a Kafka, a registry and a Redis: a Postgres with the platform's schema, and a Flink cluster as the platform's. */
public final class ViewServices implements AutoCloseable {

    private static final String PASSWORD = "benchmark";

    private final BenchmarkServices services;
    private final PostgresServer postgres;
    private final MeasuredProcess taskManager;
    private final MeasuredProcess database;
    private final FlinkRest flink;

    /** Starts them. */
    public ViewServices(Path root) throws IOException, InterruptedException, SQLException {
        services = BenchmarkServices.start(root);
        try {
            List<Integer> ports = FreePorts.several(4);
            postgres = new PostgresServer(
                    services.distribution(),
                    services.home().resolve("postgres"),
                    services.log("postgres"),
                    ports.get(0),
                    PASSWORD);
            database = services.run(postgres.process());
            Migrations.apply(postgres.url(), PostgresServer.USER, PASSWORD);
            try (Connection connection = connect()) {
                for (String view : Generations.VIEWS) {
                    Generations.ensureLive(connection, view, services.lanes().count());
                }
            }
            FlinkCluster cluster = new FlinkCluster(
                    services.distribution(),
                    services.home().resolve("flink"),
                    services.log("flink-jobmanager"),
                    services.log("flink-taskmanager"),
                    ports.get(1),
                    ports.get(2),
                    ports.get(3));
            services.run(cluster.jobManager());
            taskManager = services.run(cluster.taskManager());
            flink = new FlinkRest(cluster.url());
        } catch (IOException | RuntimeException | SQLException e) {
            services.close();
            throw e;
        }
    }

    /** Kafka and the rest. */
    public BenchmarkServices log() {
        return services;
    }

    /** A connection of the platform's own user; the caller's to close. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.url(), PostgresServer.USER, PASSWORD);
    }

    /** Where Kafka, the registry and Postgres are, as processes and jobs of ours are told. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(services.logEnvironment());
        environment.put("DATABASE_URL", postgres.url());
        environment.put("DATABASE_USER", PostgresServer.USER);
        environment.put("DATABASE_PASSWORD", PASSWORD);
        return environment;
    }

    /** Submits a job of the platform and waits until it runs. */
    public String submit(String module) throws IOException, InterruptedException {
        return flink.submit(services.distribution().ownJar(module), Optional.empty(), environment());
    }

    /** The jobs of the cluster. */
    public FlinkRest flink() {
        return flink;
    }

    /** Of the TaskManager, which does the jobs' work, since it started. */
    public Duration processorTime() {
        return taskManager.processorTime();
    }

    /** Of Postgres, all its processes, since it started. */
    public Duration databaseProcessorTime() {
        return database.processorTimeOfAll();
    }

    /** The TaskManager's. */
    public long pid() {
        return taskManager.pid();
    }

    /** How far each lane of a view is, by its log's offsets; -1 where nothing is stored. */
    public static Map<Integer, Long> progress(Connection connection, String view) throws SQLException {
        Map<Integer, Long> progress = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT p.lane, p.upto FROM views.progress p JOIN views.live l USING (view, generation) WHERE view = ?")) {
            query.setString(1, view);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    progress.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        return progress;
    }

    /** How many responses the view survey_cells counts, of all surveys, over all lanes and for all time. */
    public static long countedResponses(Connection connection) throws SQLException, IOException {
        BinaryMessageDecoder<SurveyCell> decoder = new BinaryMessageDecoder<>(
                SpecificData.getForClass(SurveyCell.class), SpecificData.get().getSchema(SurveyCell.class));
        long responses = 0;
        try (PreparedStatement query = connection.prepareStatement("SELECT content FROM views.survey_cells c"
                        + " JOIN views.live l ON l.view = 'survey_cells' AND l.generation = c.generation"
                        + " WHERE c.bucket_kind = 'all' AND c.dimensions = ''");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                responses += decoder.decode(rows.getBytes(1)).getResponses();
            }
        }
        return responses;
    }

    @Override
    public void close() {
        services.close();
    }
}
