package org.farmer1st.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificData;
import org.farmer1st.events.SurveyCell;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Refuses a schema that can't read everything that was ever written: the same rule that the registry is given
 * (BACKWARD_TRANSITIVE), but before the change leaves its author's machine.
 *
 * <p>{@code released/NAME/N.avsc} is version N of a schema as it was released. A changed schema that is compatible is
 * recorded as the next version by {@code ./mvnw -pl schemas/avro -am package -Dschemas.record}.
 */
class ReleasedSchemasTest {

    private static final Path RELEASED = Path.of("released");
    private static final boolean RECORD = System.getProperty("schemas.record") != null;

    private final SchemaValidator canReadAll =
            new SchemaValidatorBuilder().canReadStrategy().validateAll();

    @TestFactory
    Stream<DynamicTest> everySchemaReadsAllThatWasReleased() {
        List<Schema> current = new ArrayList<>();
        Topics.all().forEach(topic -> current.add(SpecificData.get().getSchema(topic.valueType())));
        current.add(SurveyCell.getClassSchema());
        return current.stream().map(schema -> DynamicTest.dynamicTest(schema.getName(), () -> check(schema)));
    }

    private void check(Schema current) throws IOException, SchemaValidationException {
        List<Schema> released = released(current.getName());
        List<Schema> newestFirst = new ArrayList<>(released);
        Collections.reverse(newestFirst);
        canReadAll.validate(current, newestFirst);
        if (released.isEmpty() || !released.get(released.size() - 1).equals(current)) {
            Path next = RELEASED.resolve(current.getName()).resolve((released.size() + 1) + ".avsc");
            assertThat(RECORD)
                    .as(
                            "%s has changed, compatibly. Record it as %s: ./mvnw -pl schemas/avro -am package -Dschemas.record",
                            current.getName(), next)
                    .isTrue();
            Files.createDirectories(next.getParent());
            Files.writeString(next, SchemaFormatter.format("json/pretty", current) + "\n");
        }
    }

    private static List<Schema> released(String name) throws IOException {
        List<Schema> versions = new ArrayList<>();
        Path folder = RELEASED.resolve(name);
        for (int version = 1; Files.exists(folder.resolve(version + ".avsc")); version++) {
            versions.add(new Schema.Parser().parse(Files.readString(folder.resolve(version + ".avsc"))));
        }
        return versions;
    }

    @Test
    void theCheckRefusesWhatItIsThereToRefuse() {
        Schema before =
                SchemaBuilder.record("Event").fields().requiredString("name").endRecord();
        Schema newFieldWithoutDefault = SchemaBuilder.record("Event")
                .fields()
                .requiredString("name")
                .requiredLong("amount")
                .endRecord();

        assertThatThrownBy(() -> canReadAll.validate(newFieldWithoutDefault, List.of(before)))
                .isInstanceOf(SchemaValidationException.class);
    }
}
