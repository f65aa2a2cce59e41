package org.farmer1st.postgres.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.Set;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.junit.jupiter.api.Test;

class ViewDefinitionTest {

    private static final ViewColumn TENANT = new ViewColumn("tenant", Type.TEXT, "");
    private static final ViewColumn DAY = new ViewColumn("day", Type.DATE, "The business day");
    private static final ViewColumn FARMERS = new ViewColumn("farmers", Type.BIGINT, "Distinct farmers");

    @Test
    void aDefinitionIsWhatItsJsonSays() {
        ViewDefinition definition = new ViewDefinition(
                "daily",
                "Responses a day",
                List.of(TENANT, DAY, FARMERS),
                List.of("tenant", "day"),
                Set.of("stakeholder", "admin"),
                5,
                "farmers");
        assertThat(definition.toJson())
                .isEqualTo("{\"view\":\"daily\",\"description\":\"Responses a day\",\"columns\":["
                        + "{\"name\":\"tenant\",\"type\":\"TEXT\",\"description\":\"\"},"
                        + "{\"name\":\"day\",\"type\":\"DATE\",\"description\":\"The business day\"},"
                        + "{\"name\":\"farmers\",\"type\":\"BIGINT\",\"description\":\"Distinct farmers\"}],"
                        + "\"key\":[\"tenant\",\"day\"],\"readers\":[\"admin\",\"stakeholder\"],"
                        + "\"minGroupSize\":5,\"farmersColumn\":\"farmers\"}");
        assertThat(ViewDefinition.fromJson(definition.toJson())).isEqualTo(definition);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThatThrownBy(() -> new ViewDefinition(
                        "Drop\"; --",
                        " ",
                        List.of(
                                new ViewColumn("day", Type.DOUBLE, ""),
                                new ViewColumn("day", null, ""),
                                new ViewColumn("ctid", Type.TEXT, "")),
                        List.of("day", "limit"),
                        Set.of("everybody"),
                        0,
                        "day"))
                .asInstanceOf(type(InvalidViewException.class))
                .satisfies(invalid -> assertThat(invalid.faults()).hasSize(12));
    }

    @Test
    void smallGroupsCantBeLeftOutWithoutACountOfFarmers() {
        assertThatThrownBy(() -> new ViewDefinition(
                        "daily", "Days", List.of(TENANT, DAY), List.of("tenant", "day"), Set.of("admin"), 5, null))
                .isInstanceOf(InvalidViewException.class)
                .hasMessageContaining("must count a row's farmers");
        assertThatThrownBy(() -> new ViewDefinition(
                        "daily", "Days", List.of(TENANT, DAY), List.of("tenant", "day"), Set.of("admin"), 5, "day"))
                .hasMessageContaining("must be a BIGINT of the view: day");
    }

    @Test
    void noViewOfThePlatformCanBeTaken() {
        assertThatThrownBy(() -> new ViewDefinition(
                        "points", "Mine", List.of(TENANT), List.of("tenant"), Set.of("admin"), 1, null))
                .hasMessageContaining("the platform has a view of this name");
    }

    @Test
    void jsonThatIsNoDefinitionSaysWhy() {
        assertThatThrownBy(() -> ViewDefinition.fromJson("{\"view\":\"daily\"}"))
                .isInstanceOf(InvalidViewException.class)
                .hasMessageContaining("a description must say what it shows");
        assertThatThrownBy(() -> ViewDefinition.fromJson("{\"view\":"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no definition of a view");
    }
}
