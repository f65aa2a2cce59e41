package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.List;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SkippedQuestion;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.Test;

class FactOutlineTest {

    @Test
    void everythingIsThereButWhatWasAnswered() {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        Provisioning.registerSchemas(registry);
        WireFormat format = new WireFormat(registry);
        ResponseVersion whole = Samples.version("f-1", "r-1", "v-2", "safi", 10);
        whole.setAnswers(List.of(
                new Answer("a", AnswerType.INTEGER, 7L),
                new Answer("b", AnswerType.SELECT_MULTIPLE, List.of("x", "y")),
                new Answer("c", AnswerType.TEXT, null)));
        whole.setSkipped(List.of(new SkippedQuestion("d", 3)));
        whole.setDimensions(List.of(new DimensionValue("village", List.of("Ruaca"))));
        whole.setRegion("north");
        byte[] bytes = format.serializer(Topics.RESPONSES).serialize(null, Samples.added(5, whole));

        ResponseFact fact =
                format.deserializer(Topics.RESPONSES, FactOutline.schema()).deserialize(null, bytes);

        ResponseVersion outline = ((ResponseAdded) fact.getChange()).getAfter();
        assertThat(outline.getAnswers()).hasSize(3).allSatisfy(answer -> assertThat(answer.getPath())
                .isNull());
        assertThat(outline.getSkipped()).hasSize(1);
        whole.setAnswers(outline.getAnswers());
        whole.setSkipped(outline.getSkipped());
        whole.setDimensions(outline.getDimensions());
        assertThat(fact).isEqualTo(Samples.added(5, whole));
    }
}
