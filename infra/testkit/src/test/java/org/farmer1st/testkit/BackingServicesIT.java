package org.farmer1st.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Every service that tests can ask for, but Connect and Flink, whose class paths are built later. */
class BackingServicesIT {

    private static final BackingServices SERVICES =
            BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.POSTGRES, Service.REDIS, Service.TEMPORAL);

    @Test
    void topicsAndSchemasAreThereWhenProvisioned() throws Exception {
        SERVICES.provisioned().provisioned();

        assertThat(get(SERVICES.schemaRegistryUrl() + "/subjects")).contains("survey.submissions-value");
    }

    @Test
    void tablesAreThereWhenMigrated() throws Exception {
        SERVICES.migrated().migrated();

        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM views.live")) {
            rows.next();
            assertThat(rows.getInt(1)).isPositive();
        }
    }

    @Test
    void aDatabaseThatAcknowledgesHasWritten() throws Exception {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            for (String setting : new String[] {"fsync", "synchronous_commit"}) {
                try (ResultSet rows = statement.executeQuery("SHOW " + setting)) {
                    rows.next();
                    assertThat(rows.getString(1)).as(setting).isEqualTo("on");
                }
            }
            try (ResultSet rows = statement.executeQuery("SHOW wal_level")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("logical");
            }
        }
    }

    @Test
    void schemaIdsSurviveAKilledRegistry() throws Exception {
        SERVICES.provisioned();
        String before = get(SERVICES.schemaRegistryUrl() + "/subjects/survey.responses-value/versions/1");

        SERVICES.kill(Service.REGISTRY);
        BackingServices.start(Service.REGISTRY);

        assertThat(get(SERVICES.schemaRegistryUrl() + "/subjects/survey.responses-value/versions/1"))
                .isEqualTo(before);
    }

    @Test
    void redisAndTemporalListen() throws Exception {
        for (String address : new String[] {SERVICES.redisUrl(), SERVICES.temporalTarget()}) {
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (Socket socket = new Socket("127.0.0.1", port)) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }

    private static Connection database() throws Exception {
        return DriverManager.getConnection(
                SERVICES.databaseUrl(), SERVICES.databaseUser(), SERVICES.databasePassword());
    }

    private static String get(String url) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
