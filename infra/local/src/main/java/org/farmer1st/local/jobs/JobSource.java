package org.farmer1st.local.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.farmer1st.local.CommandFailed;

/**
 * Where a job of a data team is written down: one file of SQL, or a module with a {@code job.json} that says what the job
 * reads and which view it feeds.
 *
 * @param name the job's
 * @param file the SQL file, or the module's {@code job.json}
 */
record JobSource(String name, Kind kind, Path file) {

    /** The folder of SQL jobs, relative to the checkout. */
    static final String SQL_JOBS = "stream-jobs/sql";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,40}");
    private static final String MODULES = "stream-jobs";
    private static final String DECLARATION = "job.json";
    private static final String SQL = ".sql";

    /** What a job is written in. */
    enum Kind {
        /** One file of Flink SQL. */
        sql,
        /** A module with a Flink job, DataStream API. */
        flink,
        /** A module with a Kafka Streams job, which is a process of its own. */
        streams
    }

    /**
     * The job of a name.
     *
     * @throws CommandFailed where there is none, or its {@code job.json} is not right
     */
    static JobSource find(Path root, String name) throws IOException {
        checkName(name);
        Path sql = root.resolve(SQL_JOBS).resolve(name + SQL);
        if (Files.exists(sql)) {
            return new JobSource(name, Kind.sql, sql);
        }
        Path module = root.resolve(MODULES).resolve(name).resolve(DECLARATION);
        if (Files.exists(module)) {
            return new JobSource(name, kindOf(module), module);
        }
        throw new CommandFailed(
                "There is no job " + name + ": neither " + SQL_JOBS + '/' + name + SQL + " nor " + MODULES
                        + '/' + name + '/' + DECLARATION + " is there. Make one with ./farmer1st job new " + name
                        + " --kind sql.");
    }

    private static Kind kindOf(Path declaration) {
        String kind = declaration(declaration).path("kind").asText();
        return Stream.of(Kind.flink, Kind.streams)
                .filter(known -> known.name().equals(kind))
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailed(declaration + ": its kind must be flink or streams, not '" + kind + "'."));
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new CommandFailed("A job's name is lower-case letters, digits, - and _, a letter first, 41 at most;"
                    + " not '" + name + "'.");
        }
    }

    private static JsonNode declaration(Path file) {
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CommandFailed(file + " is not readable as JSON: " + e.getMessage(), e);
        }
    }

    /** The {@code job.json} of a module. */
    JsonNode declaration() {
        return declaration(file);
    }

    /** The module whose jar runs, relative to the checkout. */
    String module() {
        return kind == Kind.sql ? SQL_JOBS : MODULES + '/' + name;
    }
}
