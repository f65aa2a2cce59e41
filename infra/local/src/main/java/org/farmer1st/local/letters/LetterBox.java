package org.farmer1st.local.letters;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.letters.Letter.Origin;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/**
 * The dead letters of a Kafka.
 *
 * <p>A letter that is put back and the mark that says so are one transaction, and whoever replays a job's letters has that job's
 * transactional id: a second one waits until the first is through or fences it off, and then reads the marks. So no letter is
 * put back twice unasked, whatever is killed meanwhile.
 */
final class LetterBox {

    /** An operator who goes away in the middle hides what follows in the lane from its readers for this long. */
    private static final int TRANSACTION_MILLIS = 10_000;

    private static final int ANSWER_MILLIS = 8_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_IN_A_TRANSACTION = 100;
    private static final long MOST_BYTES_IN_A_TRANSACTION = 8L << 20;
    private static final String SUFFIX = Topics.deadLetters("");

    private final String bootstrapServers;

    LetterBox(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** What becomes of each letter that {@link #replay} meets. */
    interface Outcome {
        /** It was put back. */
        void replayed(Letter letter, Replayed replayed);

        /** It was put back before, and is left alone. */
        void leftAlone(Letter letter, Replayed replayed);

        /** It may not be put back. */
        void refused(Letter letter, String reason);
    }

    /** The jobs that have a dead-letter topic, in alphabetical order. */
    List<String> jobs() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                ANSWER_MILLIS / 2,
                "default.api.timeout.ms",
                ANSWER_MILLIS))) {
            TreeSet<String> jobs = new TreeSet<>();
            for (String topic : admin.listTopics().names().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
                if (topic.endsWith(SUFFIX)) {
                    jobs.add(topic.substring(0, topic.length() - SUFFIX.length()));
                }
            }
            return List.copyOf(jobs);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unreachable(e);
        }
    }

    /** Hands on a job's letters, oldest first, up to the newest at the moment of asking. */
    void read(String job, Consumer<Letter> letters) {
        scan(job, 0, record -> {
            if (!isMark(record)) {
                letters.accept(Letter.of(record));
            }
            return true;
        });
    }

    /** What was put back of a job's letters, the last time where it was several times. */
    Map<Origin, Replayed> marks(String job) {
        Map<Origin, Replayed> marks = new HashMap<>();
        scan(job, 0, record -> {
            if (isMark(record)) {
                mark(record).ifPresent(mark -> marks.put(mark.origin(), mark));
            }
            return true;
        });
        return marks;
    }

    /**
     * One letter.
     *
     * @throws CommandFailed where the job has none of that number
     */
    Letter find(String job, long number) {
        List<Letter> found = new ArrayList<>();
        if (number >= 0) {
            scan(job, number, record -> {
                if (record.offset() == number && !isMark(record)) {
                    found.add(Letter.of(record));
                }
                return false;
            });
        }
        if (found.isEmpty()) {
            throw new CommandFailed(job + " has no letter " + number
                    + ". See which it has with ./farmer1st dlq list --job " + job + ".");
        }
        return found.get(0);
    }

    /**
     * Puts letters back into the partitions that they came from, with their keys.
     *
     * @param from the number of the first letter that may be wanted
     * @param wanted which of the job's letters
     * @param repaired what is put back for a letter
     * @param again whether those too that were put back before
     */
    void replay(
            String job,
            long from,
            Predicate<Letter> wanted,
            Function<Letter, byte[]> repaired,
            boolean again,
            Outcome outcome)
            throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer(job)) {
            producer.initTransactions();
            Map<Origin, Replayed> marks = marks(job);
            List<Letter> batch = new ArrayList<>();
            long[] bytes = {0};
            List<InterruptedException> interrupted = new ArrayList<>();
            scan(job, from, record -> {
                Letter letter = isMark(record) ? null : Letter.of(record);
                if (letter == null || !wanted.test(letter)) {
                    return true;
                }
                Optional<String> refusal = refusal(job, letter);
                if (refusal.isPresent()) {
                    outcome.refused(letter, refusal.get());
                } else if (marks.containsKey(letter.origin()) && !again) {
                    outcome.leftAlone(letter, marks.get(letter.origin()));
                } else {
                    // A letter that was written twice has one origin, and is put back once.
                    if (batch.stream().noneMatch(other -> other.origin().equals(letter.origin()))) {
                        batch.add(letter);
                        bytes[0] += letter.size();
                    }
                }
                if (batch.size() >= MOST_IN_A_TRANSACTION || bytes[0] >= MOST_BYTES_IN_A_TRANSACTION) {
                    try {
                        putBack(producer, job, batch, repaired, marks, outcome);
                    } catch (InterruptedException e) {
                        interrupted.add(e);
                        return false;
                    }
                    batch.clear();
                    bytes[0] = 0;
                }
                return true;
            });
            if (!interrupted.isEmpty()) {
                throw interrupted.get(0);
            }
            putBack(producer, job, batch, repaired, marks, outcome);
        } catch (ProducerFencedException e) {
            throw new CommandFailed(
                    "Somebody else replays letters of " + job + " now. What they did is seen with ./farmer1st dlq list"
                            + " --job " + job + "; then try again.",
                    e);
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private static Optional<String> refusal(String job, Letter letter) {
        if (letter.origin() == null) {
            return Optional.of("Its headers don't say where it was read.");
        }
        return ReplayTargets.whyNot(job, letter.origin().topic());
    }

    private void putBack(
            KafkaProducer<byte[], byte[]> producer,
            String job,
            List<Letter> letters,
            Function<Letter, byte[]> repaired,
            Map<Origin, Replayed> marks,
            Outcome outcome)
            throws InterruptedException {
        if (letters.isEmpty()) {
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records =
                letters.stream().map(letter -> record(letter, repaired)).toList();
        List<Replayed> replayed = new ArrayList<>();
        producer.beginTransaction();
        try {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (int i = 0; i < sent.size(); i++) {
                RecordMetadata written = sent.get(i).get();
                replayed.add(new Replayed(
                        letters.get(i).origin(), written.offset(), Instant.ofEpochMilli(written.timestamp())));
            }
            for (Replayed mark : replayed) {
                producer.send(mark(job, mark));
            }
            producer.commitTransaction();
        } catch (ExecutionException e) {
            producer.abortTransaction();
            throw new CommandFailed(
                    "Kafka did not take letter " + letters.get(0).number() + " and those after it: "
                            + e.getCause().getMessage() + ". Nothing of them was put back; try again.",
                    e);
        }
        for (int i = 0; i < letters.size(); i++) {
            marks.put(replayed.get(i).origin(), replayed.get(i));
            outcome.replayed(letters.get(i), replayed.get(i));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Letter letter, Function<Letter, byte[]> repaired) {
        Origin origin = letter.origin();
        return new ProducerRecord<>(
                origin.topic(), origin.partition(), letter.key(), repaired.apply(letter), letter.headers());
    }

    private static ProducerRecord<byte[], byte[]> mark(String job, Replayed replayed) {
        return new ProducerRecord<>(
                Topics.deadLetters(job),
                0,
                utf8(replayed.origin().toString()),
                null,
                List.of(new RecordHeader(DeadLetters.REPLAYED_AS, utf8(Long.toString(replayed.as())))));
    }

    private static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
        return record.headers().lastHeader(DeadLetters.REPLAYED_AS) != null;
    }

    private static Optional<Replayed> mark(ConsumerRecord<byte[], byte[]> record) {
        String[] origin = new String(record.key(), StandardCharsets.UTF_8).split("/");
        return Letter.text(record.headers(), DeadLetters.REPLAYED_AS)
                .map(as -> new Replayed(
                        new Origin(origin[0], Integer.parseInt(origin[1]), Long.parseLong(origin[2])),
                        Long.parseLong(as),
                        Instant.ofEpochMilli(record.timestamp())));
    }

    /** Reads from an offset to what is the end now, for as long as it is wanted. */
    private void scan(String job, long from, Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
        TopicPartition partition = new TopicPartition(Topics.deadLetters(job), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            consumer.seek(
                    partition,
                    Math.max(from, consumer.beginningOffsets(List.of(partition)).get(partition)));
            long heardAt = System.nanoTime();
            // The position, not the last offset: the end of a transaction takes an offset too.
            while (consumer.position(partition) < end) {
                var records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.offset() >= end || !wantsMore.test(record)) {
                        return;
                    }
                }
                if (!records.isEmpty()) {
                    heardAt = System.nanoTime();
                } else if (System.nanoTime() - heardAt
                        > Duration.ofMillis(ANSWER_MILLIS).toNanos()) {
                    throw new org.apache.kafka.common.errors.TimeoutException("no records came");
                }
            }
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "request.timeout.ms",
                        ANSWER_MILLIS / 2,
                        "default.api.timeout.ms",
                        ANSWER_MILLIS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(String job) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        Topics.deadLetters(job) + ".replay",
                        "transaction.timeout.ms",
                        TRANSACTION_MILLIS,
                        "max.block.ms",
                        2 * TRANSACTION_MILLIS,
                        "request.timeout.ms",
                        ANSWER_MILLIS / 2,
                        "delivery.timeout.ms",
                        ANSWER_MILLIS,
                        "max.request.size",
                        Topic.MOST_BYTES,
                        "linger.ms",
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private CommandFailed unreachable(Exception cause) {
        return new CommandFailed(
                "Kafka at " + bootstrapServers + " does not answer as it should ("
                        + root(cause).getMessage()
                        + "). See whether it runs with ./farmer1st status, or start it with ./farmer1st up.",
                cause);
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
