package org.farmer1st.sqljobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.sqljobs.catalog.SampleInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file is said, with its place in it. */
class SqlJobTest {

    private static final String GOOD = """
            -- A comment; with a semicolon.
            CREATE TABLE days (
                tenant STRING, region STRING, responses BIGINT,
                PRIMARY KEY (tenant, region) NOT ENFORCED
            ) COMMENT 'It''s; by region.' WITH ('connector' = 'view', 'readers' = 'admin');
            CREATE VIEW known AS SELECT tenant, COALESCE(region, 'unknown') AS region FROM responses;
            INSERT INTO days
            SELECT tenant, region, COUNT(*) FROM known GROUP BY tenant, region;
            """;

    private static SqlJob define(String sql) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
        JobEnvironment.prepare(environment);
        SqlJob job = SqlJob.define(
                environment, "days", sql, new SampleInput(Path.of("no such folder")), (rows, view) -> rows.sinkTo(
                                new DiscardingSink<>())
                        .name("end"));
        JobEnvironment.checkNames(environment);
        return job;
    }

    @Test
    void aGoodFileIsAJob() {
        SqlJob job = define(GOOD);
        assertThat(job.view().description()).isEqualTo("It's; by region.");
        assertThat(job.view().key()).containsExactly("tenant", "region");
        assertThat(job.topicsRead()).containsExactly("survey.responses");
        assertThat(job.meaning()).isEqualTo(define(GOOD).meaning());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "FROM known GROUP|FORM known GROUP|8|38|Encountered",
                "SELECT tenant, region, COUNT|SELECT tenant, regional, COUNT|8|16|Column 'regional' not found",
                "KEY (tenant, region)|KEY (region, tenant)|4|5|must begin with tenant",
                "COALESCE(region, 'unknown') AS region|region|7|1|region may be NULL",
                "'readers' = 'admin'|'readers' = 'everybody'|2|14|readers must be one or more of the roles",
                "'readers' = 'admin'|'reader' = 'admin'|2|14|no option 'reader'",
                "responses BIGINT|responses ARRAY<STRING>|2|14|the column responses is a ARRAY",
                "CREATE TABLE days|CREATE TABLE nights|2|14|is days, not nights",
                "FROM responses|FROM `survey.personal`|6|80|'survey.personal' not found",
                "INSERT INTO days|INSERT INTO `survey.responses`|7|1|its own view only",
                "FROM known GROUP|FROM known WHERE EXISTS (SELECT * FROM days) GROUP|7|1|its own view",
                "CREATE VIEW known|DROP TABLE days; CREATE VIEW known|6|1|and nothing else",
                "COUNT(*)|'many'|7|1|Incompatible types for sink column 'responses'"
            })
    void aBadOneIsRefusedWithItsPlace(String good, String bad, int line, int column, String message) {
        String sql = GOOD.replace(good, bad);
        assertThat(sql).isNotEqualTo(GOOD);
        SqlFaultException fault = catchThrowableOfType(SqlFaultException.class, () -> define(sql));
        assertThat(fault).as(sql).isNotNull();
        assertThat(fault).hasMessageContaining(message);
        assertThat(fault.line()).as(fault.getMessage()).isEqualTo(line);
        assertThat(fault.column()).as(fault.getMessage()).isEqualTo(column);
    }

    @Test
    void anInsertionMayListItsColumns() {
        String listed = GOOD.replace("INSERT INTO days", "INSERT INTO days (responses, tenant, region)");
        assertThat(define(listed.replace("SELECT tenant, region, COUNT(*)", "SELECT COUNT(*), tenant, region"))
                        .view()
                        .key())
                .containsExactly("tenant", "region");
        assertThat(catchThrowableOfType(
                        SqlFaultException.class,
                        () -> define(
                                listed.replace("SELECT tenant, region, COUNT(*)", "SELECT COUNT(*), tenant, region")
                                        .replace("COALESCE(region, 'unknown') AS region", "region"))))
                .hasMessageContaining("region may be NULL");
        assertThat(catchThrowableOfType(
                        SqlFaultException.class,
                        () -> define(GOOD.replace("INSERT INTO days", "INSERT INTO days (tenant, responses)")
                                .replace("SELECT tenant, region, COUNT(*)", "SELECT tenant, COUNT(*)"))))
                .hasMessageContaining("Column 'region' has no default value");
    }

    @Test
    void severalInsertionsAreRefused() {
        SqlFaultException fault = catchThrowableOfType(
                SqlFaultException.class, () -> define(GOOD + "INSERT INTO days SELECT 'a', 'b', 1;"));
        assertThat(fault).hasMessageContaining("UNION ALL");
        assertThat(fault.line()).isEqualTo(9);
    }

    @Test
    void aQueryWithAnotherKeyThanTheViewsIsRefused() {
        SqlFaultException fault = catchThrowableOfType(
                SqlFaultException.class,
                () -> define(GOOD.replace(
                        "SELECT tenant, region, COUNT(*) FROM known GROUP BY tenant, region",
                        "SELECT tenant, path, COUNT(*) FROM answers GROUP BY tenant, path, occurrence")));
        assertThat(fault).hasMessageContaining("differs from the primary key");
    }
}
