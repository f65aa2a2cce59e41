package org.farmer1st.benchmarks.jobs;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.OtherLoad;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.ViewServices;
import org.farmer1st.benchmarks.sql.SqlReferenceMain;
import org.farmer1st.events.Answer;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseVersion;

/**
 * The same numbers by Flink SQL, as a job of the same cluster ({@code counts.sql}): of each response a row for each of its groups and times,
 * and of those one for each answer; grouped, and upserted by the stock JDBC sink.
 *
 * <p>It has a topic of its own, with what it needs and in a form that the stock Avro format reads: our facts are unions. It takes nothing
 * back, has no quantiles, and no progress that a reader could wait for.
 */
final class SqlReference implements AutoCloseable {

    private static final String LIBRARIES = "infra/benchmarks/target/sql-reference";
    private static final String NAMED_AS_FLINK_DOES = "org.apache.flink.avro.generated.record";
    private static final int SCHEMAS = 10;
    private static final long LOOK_MILLIS = 20;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(4).toNanos();

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "%s", "fields": [
              {"name": "tenant", "type": "string"}, {"name": "survey_id", "type": "string"},
              {"name": "farmer_id", "type": "string"},
              {"name": "business_day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "village", "type": "string"}, {"name": "gender", "type": "string"},
              {"name": "answers", "type": {"type": "array", "items":
                {"type": "record", "name": "record_answers", "fields": [
                  {"name": "question", "type": "string"}, {"name": "choice", "type": ["null", "string"]},
                  {"name": "number", "type": ["null", "double"]}]}}}]}
            """.formatted(NAMED_AS_FLINK_DOES));

    private static final Schema ANSWER = SCHEMA.getField("answers").schema().getElementType();

    private final String name;
    private final ViewServices services;
    private final Connection connection;
    private final String tables;
    private final Backlog backlog;

    /**
     * Makes its topic and its tables, and submits it.
     *
     * @param name as reports have it
     * @param topic of its own
     * @param miniBatch whether it gathers changes before it counts and writes them
     */
    SqlReference(
            String name, String topic, boolean miniBatch, ViewServices services, SampleResponses responses, Path root)
            throws IOException, InterruptedException, SQLException {
        this.name = name;
        this.services = services;
        tables = topic;
        BenchmarkServices log = services.log();
        try {
            log.admin()
                    .createTopics(List.of(new NewTopic(topic, log.lanes().count(), (short) 1)))
                    .all()
                    .get();
            int schema = new CachedSchemaRegistryClient(log.logEnvironment().get("SCHEMA_REGISTRY_URL"), SCHEMAS)
                    .register(topic + "-value", new AvroSchema(SCHEMA));
            backlog = new Backlog(log, topic, input(topic, responses, schema, log));
        } catch (ExecutionException | RestClientException e) {
            throw new LoadFailedException("The topic of the SQL job could not be made: " + e.getMessage(), e);
        }
        connection = services.connect();
        createTables();
        Map<String, String> settings = new HashMap<>(services.environment());
        settings.put("TOPIC", topic);
        settings.put("TABLES", tables);
        if (miniBatch) {
            settings.put("MINI_BATCH", "true");
        }
        services.flink().submit(jar(log.home(), root), Optional.of(SqlReferenceMain.class.getName()), settings);
    }

    private void createTables() throws SQLException {
        String key = "tenant text, survey_id text, dimensions text, bucket_kind text, bucket text, group_values text";
        String keys = "tenant, survey_id, dimensions, bucket_kind, bucket, group_values";
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + tables + "_cells (" + key
                    + ", responses bigint, farmers bigint, PRIMARY KEY (" + keys + "))");
            statement.execute(
                    "CREATE TABLE " + tables + "_answers (" + key + ", question text, choice text, answered bigint,"
                            + " total float8, squares float8, least float8, most float8, PRIMARY KEY (" + keys
                            + ", question, choice))");
        }
    }

    private static JobInput input(String topic, SampleResponses responses, int schema, BenchmarkServices log) {
        return (number, again) -> {
            ResponseVersion version = responses.version(number);
            int lane = log.lanes().of(version.getTenant(), version.getFarmerId());
            return new ProducerRecord<>(topic, lane, version.getFarmerId(), bytes(schema, row(version)));
        };
    }

    private static GenericRecord row(ResponseVersion version) {
        GenericRecord row = new GenericData.Record(SCHEMA);
        row.put("tenant", version.getTenant());
        row.put("survey_id", version.getSurveyId());
        row.put("farmer_id", version.getFarmerId());
        row.put("business_day", (int) version.getBusinessDay().toEpochDay());
        for (DimensionValue dimension : version.getDimensions()) {
            row.put(dimension.getQuestion(), dimension.getValues().get(0));
        }
        List<GenericRecord> answers = new ArrayList<>();
        for (Answer answer : version.getAnswers()) {
            if (answer.getValue() instanceof List<?> choices) {
                choices.forEach(choice -> answers.add(answer(answer.getPath(), choice)));
            } else {
                answers.add(answer(answer.getPath(), answer.getValue()));
            }
        }
        row.put("answers", answers);
        return row;
    }

    private static GenericRecord answer(String question, Object value) {
        GenericRecord answer = new GenericData.Record(ANSWER);
        answer.put("question", question);
        answer.put("choice", value instanceof Number ? null : value);
        answer.put("number", value instanceof Number number ? number.doubleValue() : null);
        return answer;
    }

    /** In Confluent's wire format. */
    private static byte[] bytes(int schema, GenericRecord row) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schema).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(SCHEMA).write(row, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Writing to memory failed", e);
        }
    }

    /** A job brings with it what the cluster hasn't: the stock Avro format, in {@code lib/}. */
    private static Path jar(Path home, Path root) throws IOException {
        Path jar = home.resolve("sql-reference.jar");
        String main = SqlReferenceMain.class.getName().replace('.', '/');
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> libraries = Files.list(root.resolve(LIBRARIES))) {
            add(out, main + ".class", SqlReferenceMain.class.getResourceAsStream("SqlReferenceMain.class"));
            add(
                    out,
                    main.substring(0, main.lastIndexOf('/') + 1) + "counts.sql",
                    SqlReferenceMain.class.getResourceAsStream("counts.sql"));
            for (Path library : libraries.toList()) {
                add(out, "lib/" + library.getFileName(), Files.newInputStream(library));
            }
        }
        return jar;
    }

    private static void add(JarOutputStream out, String entry, InputStream content) throws IOException {
        try (content) {
            out.putNextEntry(new JarEntry(entry));
            content.transferTo(out);
            out.closeEntry();
        }
    }

    /** From the commit of so many responses to the last of their numbers in Postgres; verifies that each is counted. */
    JobMeasurement measure(String workload, int round, long records) throws InterruptedException, SQLException {
        backlog.prepare(records);
        OtherLoad others = new OtherLoad();
        Duration before = services.processorTime();
        long start = System.nanoTime();
        backlog.reveal();
        long deadline = start + PATIENCE_NANOS;
        while (counted("cells", "responses") < backlog.responses()
                || counted("answers", "answered") < backlog.responses()) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailedException(name + " was given " + backlog.responses() + " responses, and counts "
                        + counted("cells", "responses") + ".");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        long nanos = System.nanoTime() - start;
        Duration used = services.processorTime().minus(before);
        return JobMeasurement.of(workload, name, round, records, nanos, used, others.processors());
    }

    /** Of all responses and all time; of the answers one question's. */
    private long counted(String table, String column) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT coalesce(sum(" + column + "), 0) FROM "
                        + tables + '_' + table + " WHERE tenant = '" + SampleResponses.TENANT + "' AND survey_id = '"
                        + SampleResponses.SURVEY + "' AND dimensions = '' AND bucket_kind = 'all'"
                        + (table.equals("answers") ? " AND question = 'age'" : ""));
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() {
        backlog.close();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new LoadFailedException("A connection could not be closed.", e);
        }
    }
}
