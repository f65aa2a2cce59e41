package org.farmer1st.streams.attached;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Bounds what a job's two topics hold, whose retention is none: nothing may go before it was used. Steps go once they are
 * processed; rows once they are written and a day old, so that a database that is put back by less than that is written on from
 * where it is.
 */
final class KeptLog {

    private static final Duration ROWS_KEPT = Duration.ofDays(1);
    private static final Duration BETWEEN_TRIMS = Duration.ofMinutes(1);

    private final Admin admin;
    private final String application;
    private final TopicPartition steps;
    private final TopicPartition rows;
    private Instant next = Instant.now();

    KeptLog(Admin admin, JobNames names) {
        this.admin = admin;
        this.application = names.application();
        this.steps = new TopicPartition(names.changes(), 0);
        this.rows = new TopicPartition(names.rows(), 0);
    }

    /**
     * Deletes what isn't needed any more, once a minute.
     *
     * @param written the offset before which all rows are in the database
     */
    void trim(long written) throws ExecutionException, InterruptedException {
        if (Instant.now().isBefore(next)) {
            return;
        }
        next = Instant.now().plus(BETWEEN_TRIMS);
        OffsetAndMetadata processed = admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(steps);
        if (processed != null) {
            delete(steps, processed.offset());
        }
        long aDayOld = admin.listOffsets(Map.of(
                        rows,
                        OffsetSpec.forTimestamp(Instant.now().minus(ROWS_KEPT).toEpochMilli())))
                .partitionResult(rows)
                .get()
                .offset();
        // Where none is younger than that, none is told.
        delete(rows, aDayOld < 0 ? written : Math.min(aDayOld, written));
    }

    private void delete(TopicPartition partition, long before) throws ExecutionException, InterruptedException {
        if (before > 0) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }
}
