package org.farmer1st.local.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.local.sample.Visibility;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A name, a phone number and a position, sent in every place that a sender has, are afterwards in {@code survey.personal} and
 * nowhere else: in no other topic, table, key or value of Redis, file, log or metric.
 */
@ExtendWith(RunningPlatform.class)
class PersonalDataIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "Zephyrine";
    private static final String SURNAME = "Okwuosa";
    private static final String PHONE = "254799123987";
    private static final double LATITUDE = -19.123456789;
    private static final double LONGITUDE = 33.987654321;
    private static final String RESPONSES = "/v1/responses";

    private static String tenant;

    private final Handle platform;
    private final String token;
    private final HttpClient http = ApiClient.newHttp();

    PersonalDataIT(Handle platform) {
        this.platform = platform;
        this.token = new LocalAccess(platform.place()).token(Role.admin, "test", tenant);
    }

    @BeforeAll
    static void publish(Handle platform) throws InterruptedException {
        tenant = platform.newTenant("personal");
        ObjectNode definition = SampleSurvey.definition().deepCopy();
        definition
                .withArray("/questions")
                .addObject()
                .put("name", "telephone")
                .put("type", "integer")
                .put("personal", true);
        platform.publish(tenant, definition);
    }

    @Test
    void whatIsPersonalIsInOnePlaceOnly() throws Exception {
        String id = UUID.randomUUID().toString();
        String response = response(id);
        String path = "/v1/farmers/farmer-1/responses/" + id;
        ApiAnswer[] accepted = {
            accepted(send("POST", RESPONSES + "?name=" + NAME + "&phone=" + PHONE, response)),
            accepted(send("PUT", path, edit(response, id))),
            accepted(send("DELETE", path + "?why=" + NAME, "")),
            accepted(send("POST", RESPONSES, response(UUID.randomUUID().toString())))
        };
        sendWhatIsRefused(id, response);
        ask();
        for (ApiAnswer answer : accepted) {
            new Visibility(platform.serving(Role.admin, "test", tenant))
                    .await(
                            "/v1/surveys/" + SampleSurvey.ID + "/aggregates",
                            List.of(answer.data().path("receipt").asText()),
                            PATIENCE);
        }

        TopicReader topics = TopicReader.of(platform.place());
        // What is looked for can be found where it should be.
        byte[] personal = bytes(topics.records(Topics.PERSONAL.name()));
        for (String text : List.of(NAME, SURNAME, PHONE)) {
            assertThat(contains(personal, text.getBytes(UTF_8))).as(text).isTrue();
        }
        assertThat(contains(personal, littleEndian(LATITUDE))).isTrue();

        List<String> leaks = new ArrayList<>();
        for (String topic : topics.names()) {
            if (!topic.equals(Topics.PERSONAL.name())) {
                look("topic " + topic, bytes(topics.records(topic)), leaks);
            }
        }
        lookAtTables(leaks);
        RedisCommand.run(platform.place().port(16379), "CONFIG SET rdbcompression no");
        RedisCommand.run(platform.place().port(16379), "SAVE");
        assertThat(platform.place().data("redis").resolve("dump.rdb")).isNotEmptyFile();
        lookAtFiles(leaks);
        lookAtMetrics(leaks);
        assertThat(leaks).isEmpty();
    }

    private void sendWhatIsRefused(String id, String response) throws Exception {
        refused(send("POST", RESPONSES, "{\"farmer\":\"" + NAME + ' ' + SURNAME + "\",\"phone\":\"" + PHONE));
        refused(send("POST", RESPONSES, response.replace("\"west\"", '"' + NAME + '"')));
        refused(send("POST", RESPONSES, response.replace("\"irrigated\"", '"' + NAME + '"')));
        refused(send("POST", RESPONSES, response.replace("\"farmer-1\"", "\"" + NAME + ' ' + SURNAME + '"')));
        refused(send("POST", RESPONSES, response.replace("\"coffee-plots\"", '"' + SURNAME + '"')));
        refused(send("POST", RESPONSES, response.replace("\"sentAt\"", '"' + PHONE + '"')));
        refused(send("POST", RESPONSES, response.replace(Double.toString(LATITUDE), LATITUDE + "e9")));
        refused(send("POST", RESPONSES, response.replace(id, NAME)));
        refused(send("POST", RESPONSES, response.replace(SURNAME, SURNAME + " the other")));
        refused(send("PUT", "/v1/farmers/" + NAME + "%20" + SURNAME + "/responses/" + PHONE, response));
        refused(send("DELETE", "/v1/farmers/" + PHONE + "/responses/" + NAME, ""));
        refused(send("GET", "/v1/" + NAME + "/" + PHONE, ""));
        refused(send("PUT", "/v1/surveys/" + SampleSurvey.ID, "{\"title\":\"" + NAME + "\",\"" + PHONE + "\":1}"));
        refused(send("POST", "/v1/farmers", "{\"farmerId\":\"farmer-1\",\"phone\":\"" + PHONE + "\"}"));
        refused(send("POST", "/v1/payouts", "{\"farmerId\":\"farmer-1\",\"to\":\"" + PHONE + "\"}"));
        refused(send(
                "POST",
                RESPONSES,
                response,
                "Content-Type",
                "application/" + NAME,
                "Content-Encoding",
                SURNAME,
                "X-Tenant",
                tenant));
        refused(send("POST", RESPONSES, response, "X-Tenant", NAME));
        refused(send("POST", RESPONSES, response, "Authorization", "Bearer " + NAME + '.' + SURNAME + '.' + PHONE));
        ApiAnswer lines = send(
                "POST",
                RESPONSES + "/batch",
                "{\"" + NAME + "\n" + response.replace("\"west\"", '"' + NAME + '"'),
                "Content-Type",
                "application/x-ndjson");
        assertThat(lines.data().path("items").findValuesAsText("status")).containsExactly("rejected", "rejected");
        accepted(send(
                "POST",
                "/v1/farmers",
                "{\"farmerId\":\"farmer-1\"}",
                "Idempotency-Key",
                NAME + '-' + SURNAME + '-' + PHONE));
    }

    /** Questions whose words are personal. */
    private void ask() throws Exception {
        for (String path : List.of(
                "/v1/surveys/" + NAME,
                "/v1/surveys/coffee-plots/aggregates?question=" + NAME + "&filter%5Bdistrict%5D=" + PHONE,
                "/v1/farmers/" + PHONE + "/points?after=" + SURNAME,
                "/v1/receipts/" + NAME,
                "/v1/views/" + SURNAME + "?" + NAME + "=" + PHONE)) {
            http.send(
                    request(platform.place().servingApi(), "GET", path, "").build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private ApiAnswer send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = request(platform.place().ingestApi(), method, path, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new ApiAnswer(answer.statusCode(), platform.json().readTree(answer.body()), null);
    }

    private HttpRequest.Builder request(URI base, String method, String path, String body) {
        return HttpRequest.newBuilder(base.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .header("X-Request-Id", NAME + '-' + PHONE)
                .header("User-Agent", NAME + '/' + PHONE)
                .header("Referer", "https://" + NAME + ".example/")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .header("tracestate", "app=" + NAME + '-' + PHONE)
                .header("baggage", "farmer=" + SURNAME);
    }

    private static ApiAnswer accepted(ApiAnswer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        return answer;
    }

    private static void refused(ApiAnswer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(400, 499);
    }

    private static String edit(String response, String replaces) {
        return "{\"versionId\":\"" + UUID.randomUUID() + "\",\"replaces\":\"" + replaces + "\","
                + response.replace(NAME, SURNAME).substring(1);
    }

    private static String response(String id) {
        return """
                {"responseId":"%1$s","surveyId":"coffee-plots","surveyVersion":1,"farmerId":"farmer-1",\
                 "deviceTime":"2026-03-03T09:00:00Z","sentAt":"2026-03-03T09:00:01Z",\
                 "location":{"latitude":%2$s,"longitude":%3$s},\
                 "answers":{"interview_date":"2026-03-03","district":"west","irrigated":"yes",\
                  "farmer_name":"%4$s %5$s, %6$s","telephone":%6$s,\
                  "home":{"latitude":%2$s,"longitude":%3$s}}}""".formatted(id, LATITUDE, LONGITUDE, NAME, SURNAME, PHONE);
    }

    private void lookAtTables(List<String> leaks) throws Exception {
        try (Connection database = platform.database();
                Statement statement = database.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT format('%I.%I', table_schema, table_name)"
                    + " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                    + " AND table_schema NOT IN ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).hasSizeGreaterThan(5);
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        look("table " + table, rows.getString(1).getBytes(UTF_8), leaks);
                    }
                }
            }
        }
    }

    /** Everything on the disk but the segments of the one topic: logs, states, checkpoints, tables, Redis. */
    private void lookAtFiles(List<String> leaks) throws IOException {
        assertThat(platform.place().logs()).isDirectoryContaining(log -> log.endsWith("ingest-api.log"));
        List<Path> files;
        try (Stream<Path> all = Files.walk(platform.place().home())) {
            files = all.filter(file -> !file.toString().contains(Topics.PERSONAL.name() + '-'))
                    .filter(file -> !file.startsWith(platform.place().cache()))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (UncheckedIOException e) {
            // Jobs make and delete files all the time.
            throw new AssertionError("The platform's files changed while they were listed; run it again", e);
        }
        for (Path file : files) {
            try {
                look("file " + file, Files.readAllBytes(file), leaks);
            } catch (NoSuchFileException e) {
                // Nothing is in what is no more.
                continue;
            }
        }
    }

    private void lookAtMetrics(List<String> leaks) throws Exception {
        for (int port : List.of(8080, 8081, 8091, 8092, 8093, 8094)) {
            URI base = URI.create("http://127.0.0.1:" + platform.place().port(port));
            HttpResponse<String> metrics = http.send(
                    HttpRequest.newBuilder(base.resolve("/metrics"))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (port == 8080 || port == 8081) {
                assertThat(metrics.body()).contains("http");
            }
            look("metrics of " + port, metrics.body().getBytes(UTF_8), leaks);
        }
    }

    private static void look(String where, byte[] bytes, List<String> leaks) {
        needles().forEach((what, needle) -> {
            byte[] hex = HexFormat.of().formatHex(needle).getBytes(UTF_8);
            if (contains(bytes, needle) || contains(bytes, hex)) {
                leaks.add(what + " in " + where);
            }
        });
    }

    private static Map<String, byte[]> needles() {
        Map<String, byte[]> needles = new LinkedHashMap<>();
        for (String text : List.of(NAME, SURNAME, PHONE, "19.12345", "33.98765")) {
            needles.put(text, text.getBytes(UTF_8));
        }
        for (double number : List.of(LATITUDE, LONGITUDE)) {
            needles.put(number + ", little end first", littleEndian(number));
            needles.put(
                    number + ", big end first",
                    ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        }
        long phone = Long.parseLong(PHONE);
        needles.put(
                PHONE + " as a number",
                ByteBuffer.allocate(Long.BYTES).putLong(phone).array());
        needles.put(PHONE + " as Avro has numbers", avro(phone));
        return needles;
    }

    private static byte[] littleEndian(double number) {
        return ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(number)
                .array();
    }

    /** A positive number, as the Avro specification has it: zigzag, seven bits a byte, the lowest first. */
    private static byte[] avro(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = number << 1;
        while (left > 0x7f) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }

    private static byte[] bytes(List<ConsumerRecord<byte[], byte[]>> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            for (byte[] part : new byte[][] {record.key(), record.value()}) {
                if (part != null) {
                    out.writeBytes(part);
                    out.write('\n');
                }
            }
            for (Header header : record.headers()) {
                out.writeBytes(header.key().getBytes(UTF_8));
                if (header.value() != null) {
                    out.writeBytes(header.value());
                }
                out.write('\n');
            }
        }
        return out.toByteArray();
    }

    private static boolean contains(byte[] bytes, byte[] needle) {
        int last = bytes.length - needle.length;
        for (int i = 0; i <= last; i++) {
            if (bytes[i] == needle[0] && equal(bytes, i, needle)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(byte[] bytes, int at, byte[] needle) {
        for (int i = 1; i < needle.length; i++) {
            if (bytes[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
