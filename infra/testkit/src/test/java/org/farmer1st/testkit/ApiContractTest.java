package org.farmer1st.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiContractTest {

    private static final String DOCUMENT = """
            {"openapi":"3.1.0","info":{"title":"Test","version":"1"},"paths":{"/things/{id}":{"get":{
              "operationId":"getThing","security":[{"bearer":["admin"]}],
              "parameters":[{"name":"id","in":"path","required":true,"schema":{"$ref":"#/components/schemas/Id"}}],
              "responses":{"200":{"description":"It.","content":{"application/json":{"schema":{
                "type":"object","required":["data"],"properties":{"data":{"$ref":"#/components/schemas/Thing"}}}}}}}}}},
             "components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}},"schemas":{
              "Id":{"type":"string","examples":["one"]},
              "Thing":{"type":"object","required":["size"],"properties":{"size":{"type":"integer"},
                "parts":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}}}}}}}""";

    private final JsonNode document = read(DOCUMENT);
    private final ApiContract contract = new ApiContract(document);

    @Test
    void whatIsPromisedAgrees() {
        assertThat(contract.faults()).isEmpty();
        assertThat(answer("/things/one", 200, "{\"data\":{\"size\":1,\"parts\":[{\"size\":2}]}}"))
                .isEmpty();
        ApiContract.Operation operation = contract.operations().get(0);
        assertThat(contract.examplePath(operation)).isEqualTo("/things/one");
        assertThat(operation.roles()).containsExactly("admin");
        assertThat(operation.open()).isFalse();
    }

    @Test
    void whatIsNotPromisedDoesNot() {
        for (String body : List.of(
                "{}",
                "not JSON",
                "{\"data\":{\"size\":\"1\"}}",
                "{\"data\":{\"size\":1},\"more\":1}",
                "{\"data\":{\"size\":1,\"more\":1}}",
                "{\"data\":{\"size\":1,\"parts\":[{\"size\":2,\"more\":1}]}}")) {
            assertThat(answer("/things/one", 200, body)).as(body).isNotEmpty();
        }
        assertThat(answer("/things/one", 202, "{\"data\":{\"size\":1}}")).isNotEmpty();
        assertThat(answer("/others", 200, "{}")).isNotEmpty();
        assertThat(contract.faultsOf("GET", "/things/one", 200, "text/plain", "{\"data\":{\"size\":1}}"))
                .isNotEmpty();
    }

    @Test
    void whatIsNoDocumentIsFoundOut() {
        ObjectNode wrong = document.deepCopy();
        wrong.remove("info");
        ((ObjectNode) wrong.at("/components/schemas/Thing")).put("type", "number of things");
        ((ObjectNode) wrong.at("/components/schemas/Id")).putArray("examples").add(7);
        ((ObjectNode) wrong.at("/components/schemas/Thing/properties/parts/items")).put("$ref", "#/nowhere");

        assertThat(new ApiContract(wrong).faults())
                .anyMatch(fault -> fault.contains("info"))
                .anyMatch(fault -> fault.startsWith("Thing"))
                .anyMatch(fault -> fault.startsWith("example of Id"))
                .anyMatch(fault -> fault.contains("#/nowhere"));
    }

    private List<String> answer(String path, int status, String body) {
        return contract.faultsOf("GET", path, status, "application/json; charset=utf-8", body);
    }

    private static JsonNode read(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
