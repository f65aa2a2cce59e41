package org.farmer1st.benchmarks.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;

/**
 * A reference job: what survey-analytics counts, as a team writes it in Flink SQL, with the stock Kafka table, the stock Avro format and
 * the stock JDBC sink. Its file is {@value #FILE}, beside this class, in which {@code ${NAME}} stands for an argument {@code --NAME
 * value}. {@code --MINI_BATCH true} has it gather changes first, as Flink's tuning guide advises.
 */
public final class SqlReferenceMain {

    static final String FILE = "counts.sql";

    private static final String INSERT = "INSERT";

    private SqlReferenceMain() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            given.put(arguments[i].substring("--".length()), arguments[i + 1]);
        }
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        tables.getConfig().set("pipeline.name", given.get("TOPIC"));
        if (given.containsKey("MINI_BATCH")) {
            tables.getConfig().set("table.exec.mini-batch.enabled", "true");
            tables.getConfig().set("table.exec.mini-batch.allow-latency", "1 s");
            tables.getConfig().set("table.exec.mini-batch.size", "5000");
        }
        StatementSet inserts = tables.createStatementSet();
        for (String statement : file(given).split(";")) {
            String text = statement.strip();
            if (text.startsWith(INSERT)) {
                inserts.addInsertSql(text);
            } else if (!text.isEmpty()) {
                tables.executeSql(text);
            }
        }
        inserts.execute();
    }

    private static String file(Map<String, String> values) throws IOException {
        try (InputStream in = SqlReferenceMain.class.getResourceAsStream(FILE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return text;
        }
    }
}
