package org.farmer1st.serving.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.serving.catalog.ViewQuery.Comparison;
import org.farmer1st.serving.catalog.ViewQuery.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewParametersTest {

    private static final ViewColumn DAY = new ViewColumn("day", Type.DATE, "");
    private static final ViewColumn URBAN = new ViewColumn("urban", Type.BOOLEAN, "");
    private static final ViewDefinition VIEW = new ViewDefinition(
            "typed",
            "A key of many types",
            List.of(
                    new ViewColumn("tenant", Type.TEXT, ""),
                    DAY,
                    URBAN,
                    new ViewColumn("village", Type.TEXT, ""),
                    new ViewColumn("household", Type.BIGINT, ""),
                    new ViewColumn("share", Type.NUMERIC, ""),
                    new ViewColumn("at", Type.TIMESTAMP, ""),
                    new ViewColumn("farmers", Type.BIGINT, "")),
            List.of("tenant", "day", "urban", "village", "household", "share", "at"),
            Set.of("admin"),
            1,
            null);

    @Test
    void columnsOfTheKeyAreFiltersAndTheTenantIsTheTokens() {
        ViewQuery query =
                read(Map.of("day.from", List.of("2026-11-20"), "urban", List.of("true"), "limit", List.of("7")));
        assertThat(query.tenant()).isEqualTo("demo");
        assertThat(query.limit()).isEqualTo(7);
        assertThat(query.after()).isEmpty();
        assertThat(query.filters())
                .containsExactlyInAnyOrder(
                        new Filter(DAY, Comparison.FROM, "2026-11-20"), new Filter(URBAN, Comparison.EQUAL, "true"));
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        assertThat(faults(Map.of(
                        "tenant", List.of("other"),
                        "farmers", List.of("3"),
                        "urban.from", List.of("true"),
                        "day", List.of("2026-11-20", "2026-11-21"),
                        "limit", List.of("0"),
                        "cursor", List.of("!"))))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder("tenant", "farmers", "urban.from", "day", "limit", "cursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "day|2026-02-30|must be a day",
                "day|+12026-01-01|must be a day",
                "day|0000-01-01|must be a day",
                "urban|yes|must be true or false",
                "household|1.5|must be a whole number",
                "household|9223372036854775808|must be a whole number",
                "share|1e999999999|must be a number",
                "share|NaN|must be a number",
                "at|yesterday|must be a time",
                "at|+999999999-01-01T00:00:00Z|must be a time",
                "at|9999-12-31T23:59:59-01:00|must be a time",
            })
    void aValueIsOfItsColumnsType(String column, String value, String fault) {
        assertThat(faults(Map.of(column, List.of(value)))).singleElement().satisfies(found -> {
            assertThat(found.path()).isEqualTo(column);
            assertThat(found.message()).startsWith(fault);
        });
    }

    @Test
    void aCursorIsTheKeyOfTheLastRow() {
        List<String> key = List.of(
                "2026-11-20", "false", "Gödr, \"x\"" + "x".repeat(1000), "12", "0.50", "2026-11-20T08:15:00.123456Z");
        assertThat(read(Map.of("cursor", List.of(ViewParameters.cursorAfter(key))))
                        .after())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W10", "e30", "WzFd", "WyIyMDI2LTExLTIwIl0", "bnVsbA", "//"})
    void whatNoPageEndedWithIsNoCursor(String cursor) {
        assertThat(faults(Map.of("cursor", List.of(cursor))))
                .extracting(Fault::path)
                .containsExactly("cursor");
    }

    private static ViewQuery read(Map<String, List<String>> parameters) {
        return ViewParameters.read("demo", VIEW, parameters);
    }

    private static List<Fault> faults(Map<String, List<String>> parameters) {
        return catchThrowableOfType(ApiException.class, () -> read(parameters)).details();
    }
}
