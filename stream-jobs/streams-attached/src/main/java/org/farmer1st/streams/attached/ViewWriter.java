package org.farmer1st.streams.attached;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.postgres.attached.ViewBatches;
import org.farmer1st.postgres.attached.ViewBatches.Position;
import org.farmer1st.postgres.attached.ViewBatches.Stored;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.streams.attached.AttachedStreamsConfig.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a view from the topic of rows of its job, in order: each batch in one transaction with the offset that it ends before. So
 * it needs no memory of its own. It begins where the database says, and a batch that is tried again, a second writer, and a
 * database that was put back to an earlier state are each no more than a place to go on from.
 *
 * <p>Only what is committed is read, and each record is all that one change made: a view is that of an exact prefix of every
 * partition.
 */
final class ViewWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewWriter.class);

    private static final Duration POLL = Duration.ofMillis(200);
    /** Rows of a moment are folded: a row that changes often is written ten times a second at most. */
    private static final long BETWEEN_BATCHES_MS = 100;

    private static final long BEFORE_TRYING_AGAIN_MS = 1_000;
    private static final int RECORDS_A_BATCH = 5_000;

    private final JobNames names;
    private final ViewDefinition view;
    private final Database database;
    private final String bootstrapServers;
    private final Runnable giveUp;
    private final ViewBatches batches;
    private final int[] key;
    private final TopicPartition rows;
    private final Deserializer<RowChanges> deserializer =
            JsonSerde.of(RowChanges.class).deserializer();
    private final Thread thread;
    private volatile boolean closed;

    /** @param giveUp run when the view can't be written any more; the log says why */
    ViewWriter(JobNames names, ViewDefinition view, Database database, String bootstrapServers, Runnable giveUp) {
        this.names = names;
        this.view = view;
        this.database = database;
        this.bootstrapServers = bootstrapServers;
        this.giveUp = giveUp;
        this.batches = new ViewBatches(view, names.generation());
        this.key = view.key().stream()
                .mapToInt(name -> view.columns().indexOf(view.column(name)))
                .toArray();
        this.rows = new TopicPartition(names.rows(), 0);
        this.thread = new Thread(this::run, "view-writer");
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                write();
            } catch (EndedException | InvalidOffsetException e) {
                LOG.error("The view {} can't be written any more", view.view(), e);
                new Thread(giveUp, "give-up").start();
                return;
            } catch (InterruptException | InterruptedException e) {
                return;
            } catch (SQLException | KafkaException | ExecutionException | ViewBatches.OutOfOrderException e) {
                LOG.warn("The view {} is written on after a pause: {}", view.view(), e.toString());
                pause(BEFORE_TRYING_AGAIN_MS);
            } catch (RuntimeException e) {
                LOG.error("The view {} can't be written", view.view(), e);
                new Thread(giveUp, "give-up").start();
                return;
            }
        }
    }

    /** There is no way to go on. */
    private static final class EndedException extends Exception {
        private static final long serialVersionUID = 1L;

        EndedException(String message) {
            super(message);
        }
    }

    private void write() throws SQLException, ExecutionException, InterruptedException, EndedException {
        try (Connection connection = connect();
                Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                Consumer<byte[], byte[]> consumer = consumer()) {
            String log = admin.describeTopics(Set.of(names.rows()))
                    .topicNameValues()
                    .get(names.rows())
                    .get()
                    .topicId()
                    .toString();
            Stored stored = batches.stored(connection)
                    .orElseThrow(
                            () -> new EndedException("There is no generation " + names.generation() + " any more"));
            Optional<Position> position = stored.position();
            if (position.filter(known -> !known.log().equals(log)).isPresent()) {
                throw new EndedException("It was written from another topic " + names.rows()
                        + " than the one that is there now: compute it anew, with job diff and job promote");
            }
            consumer.assign(Set.of(rows));
            consumer.seek(rows, position.map(Position::upto).orElse(0L));
            LOG.info("The view {} is written from offset {} on", view.view(), consumer.position(rows));
            KeptLog kept = new KeptLog(admin, names);
            long number = stored.batches();
            while (!closed) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    number++;
                    apply(connection, number, records, new Position(log, consumer.position(rows)));
                }
                kept.trim(consumer.position(rows));
                Thread.sleep(BETWEEN_BATCHES_MS);
            }
        }
    }

    private void apply(Connection connection, long number, ConsumerRecords<byte[], byte[]> records, Position position)
            throws SQLException {
        Map<List<String>, RowChanges.Row> folded = new LinkedHashMap<>();
        long asOf = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            RowChanges changes = deserializer.deserialize(record.topic(), record.value());
            asOf = Math.max(asOf, changes.asOf());
            changes.rows().forEach(row -> folded.put(keyOf(row), row));
        }
        List<Object[]> present = new ArrayList<>();
        List<Object[]> gone = new ArrayList<>();
        folded.forEach((identity, row) -> {
            if (row.deleted()) {
                gone.add(identity.toArray());
            } else {
                present.add(row.values().toArray());
            }
        });
        batches.apply(connection, number, Instant.ofEpochMilli(asOf), present, gone, position);
    }

    private List<String> keyOf(RowChanges.Row row) {
        List<String> identity = new ArrayList<>(key.length);
        for (int column : key) {
            identity.add(row.values().get(column));
        }
        return identity;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private Consumer<byte[], byte[]> consumer() {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_BATCH);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Returns when no batch is under way. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
