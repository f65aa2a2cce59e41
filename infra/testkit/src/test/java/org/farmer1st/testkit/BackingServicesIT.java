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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.Test;

/** Every service that tests can ask for, but Connect and Flink, whose class paths are built later. */
class BackingServicesIT {

    private static final String LIMIT = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

    private static final BackingServices SERVICES =
            BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.POSTGRES, Service.REDIS, Service.TEMPORAL);

    @Test
    void topicsAndSchemasAreThereWhenProvisioned() throws Exception {
        SERVICES.provisioned().provisioned();

        assertThat(get(SERVICES.schemaRegistryUrl() + "/subjects")).contains("survey.submissions-value");
    }

    @Test
    void topicsOfAnEarlierReleaseTakeRecordsAsLargeAsThisOneWrites() throws Exception {
        SERVICES.provisioned();
        String facts = Topics.RESPONSES.name();
        String changelog = "response-intake-responses-changelog";
        String somebodyElses = "others-response-intake-changelog";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SERVICES.kafkaBootstrapServers()))) {
            Provisioning.createMissing(
                    admin,
                    Stream.of(changelog, somebodyElses)
                            .map(name -> new NewTopic(name, 1, (short) 1).configs(Map.of(LIMIT, "1000")))
                            .toList());
            AlterConfigOp lower = new AlterConfigOp(new ConfigEntry(LIMIT, "1000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic(facts), List.of(lower)))
                    .all()
                    .get();

            Provisioning.createTopics(admin, new Lanes(Lanes.DEFAULT_COUNT), (short) 1);

            for (String name : List.of(facts, changelog)) {
                assertThat(limit(admin, name)).as(name).isEqualTo(Integer.toString(Topic.MOST_BYTES));
            }
            assertThat(limit(admin, somebodyElses)).isEqualTo("1000");
        }
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static String limit(Admin admin, String name) throws Exception {
        return admin.describeConfigs(List.of(topic(name)))
                .all()
                .get()
                .get(topic(name))
                .get(LIMIT)
                .value();
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
