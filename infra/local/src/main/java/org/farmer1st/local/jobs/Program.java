package org.farmer1st.local.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.postgres.attached.ViewDefinition;

/**
 * A job, built: what can be submitted.
 *
 * @param view what it feeds
 * @param reads the topics that it reads
 * @param jar its classes
 * @param settings beyond those that every job is given, and the generation
 */
record Program(JobSource source, ViewDefinition view, List<String> reads, Path jar, Map<String, String> settings) {

    private static final String GENERATION = "GENERATION";
    private static final String LETTERS_SINCE = "DEAD_LETTERS_SINCE";
    private static final int DIGITS = 16;

    /**
     * What would run for a generation beside the live one. Records that can't be read were set aside by the live one already: it
     * sets aside those only that come from now on, which are in the dead letters twice where both meet them.
     */
    AttachedJob.Run shadow(int generation) throws IOException {
        AttachedJob.Run run = run(generation);
        Map<String, String> all = new TreeMap<>(run.settings());
        all.put(LETTERS_SINCE, Instant.now().toString());
        return new AttachedJob.Run(generation, run.program(), run.jar(), all);
    }

    /** What would run for a generation. */
    AttachedJob.Run run(int generation) throws IOException {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(GENERATION, Integer.toString(generation));
        return new AttachedJob.Run(generation, digest(), digest() + ".jar", all);
    }

    /**
     * The same for the same classes and settings, whenever they were built: a jar's own bytes hold the time when it was made.
     */
    String digest() throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            zip.stream()
                    .filter(entry -> !entry.isDirectory() && !entry.getName().startsWith("META-INF/"))
                    .sorted(java.util.Comparator.comparing(ZipEntry::getName))
                    .forEach(entry -> update(digest, entry.getName() + ' ' + entry.getCrc() + ' ' + entry.getSize()));
            new TreeMap<>(settings).forEach((name, value) -> update(digest, name + '=' + value));
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
