package org.farmer1st.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * The native memory of all stores of a process together. Each lane has a RocksDB of its own for each store, and each
 * would take 50 MB of cache and 48 MB of write buffers unless told to share.
 *
 * <p>What is bounded: blocks, indices, filters and write buffers. Not in it: open table files' readers, and what the
 * allocator holds back.
 */
final class RocksMemory implements AutoCloseable {

    /** The setting under which {@link Setter} finds this. */
    static final String PROPERTY = "farmer1st.rocksdb.memory";

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    /**
     * Loads RocksDB where that has not happened yet.
     *
     * @param libraryDirectory where its native library is unpacked, always under the same name: by default it would be a
     *     new file of some 10 MB in the system's temporary directory at each start, and stay there after each kill
     * @param totalBytes of everything
     * @param writeBufferBytes how much of it may be writes that are not in a file yet; with little, the stores of many
     *     lanes write many small files, and merging them costs more than the job's own work
     */
    RocksMemory(Path libraryDirectory, long totalBytes, long writeBufferBytes) {
        loadLibrary(libraryDirectory);
        cache = new LRUCache(totalBytes);
        writeBuffers = new WriteBufferManager(writeBufferBytes, cache);
    }

    private static void loadLibrary(Path directory) {
        try {
            Files.createDirectories(directory);
            NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("RocksDB's library can't be unpacked to " + directory, e);
        }
    }

    @Override
    public void close() {
        writeBuffers.close();
        cache.close();
    }

    /** Gives every store its share; made by Kafka Streams, by its name. */
    public static final class Setter implements RocksDBConfigSetter {

        private static final long LARGE_VALUE_BYTES = 512;

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            RocksMemory memory = (RocksMemory) configs.get(PROPERTY);
            BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
            tables.setBlockCache(memory.cache);
            tables.setCacheIndexAndFilterBlocks(true);
            tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
            tables.setPinL0FilterAndIndexBlocksInCache(true);
            options.setTableFormatConfig(tables);
            options.setWriteBufferManager(memory.writeBuffers);
            options.setWriteBufferSize(4L << 20);
            // Each store of each lane holds at least one block for each of its column families, however little is in
            // it; at the default of an eighth of a buffer, that alone would fill what they share, and flush for ever.
            options.setArenaBlockSize(32L << 10);
            options.setMaxWriteBufferNumber(2);
            // Large values are written once and seldom read or replaced: apart from the keys, they
            // need not be written again each time that files of keys are merged. What is replaced is
            // cleared up in the oldest quarter of their files.
            options.setEnableBlobFiles(true);
            options.setMinBlobSize(LARGE_VALUE_BYTES);
            options.setEnableBlobGarbageCollection(true);
        }

        @Override
        public void close(String storeName, Options options) {
            // The memory is the process's and outlives every store.
        }
    }
}
