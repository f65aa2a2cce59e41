package org.farmer1st.local.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.farmer1st.local.CommandFailed;

/** A SQL job that works: the file, a sample with what is expected of it, and a page. */
final class NewSql {

    private final Path root;
    private final String name;

    NewSql(Path root, String name) {
        this.root = root;
        this.name = name;
    }

    /** Writes it; says what it wrote, and what to do next. */
    void write(PrintWriter out) throws IOException {
        if (name.indexOf('-') >= 0) {
            throw new CommandFailed("A SQL job has the name of its view, and SQL doesn't take a '-' in names: call it "
                    + name.replace('-', '_') + ".");
        }
        Map<String, String> files = new LinkedHashMap<>();
        files.put("job.sql", name + ".sql");
        files.put("responses.jsonl", name + ".sample/responses.jsonl");
        files.put("expected.jsonl", name + ".sample/expected.jsonl");
        files.put("page.md", name + ".md");
        Path folder = root.resolve(JobSource.SQL_JOBS);
        for (String file : files.values()) {
            if (Files.exists(folder.resolve(file))) {
                throw new CommandFailed(
                        JobSource.SQL_JOBS + '/' + file + " is there already: give the job another name.");
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = folder.resolve(file.getValue());
            Files.createDirectories(target.getParent());
            Files.writeString(target, template(file.getKey()).replace("@NAME@", name), StandardCharsets.UTF_8);
            out.println("  " + root.relativize(target));
        }
        out.println("Now:");
        out.println("  ./farmer1st job test " + name + "           on its sample");
        out.println("  ./farmer1st job run " + name + " --topic    on the real topics, rows as they come");
        out.println("  ./farmer1st job submit " + name + "         onto the cluster; its rows: GET /v1/views/" + name);
    }

    private static String template(String file) throws IOException {
        try (InputStream in = NewSql.class.getResourceAsStream("sql/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
