package org.farmer1st.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.farmer1st.testkit.ApiContract;
import org.farmer1st.testkit.ApiContract.Operation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the interface to its own document: a serving-api with nothing around it. */
class ApiDocumentTest {

    private static final List<String> ROLES = List.of("farmer", "enumerator", "stakeholder", "admin");

    private static TestTokens tokens;
    private static TestServer serving;
    private static ApiContract contract;

    @BeforeAll
    static void read() {
        tokens = new TestTokens();
        serving = new TestServer(tokens, "jdbc:postgresql://127.0.0.1:1/nothing", "redis://127.0.0.1:1", Map.of());
        contract = new ApiContract(
                serving.get("farmer", "someone", "/openapi.json").body());
    }

    @AfterAll
    static void stop() {
        serving.close();
        tokens.close();
    }

    @Test
    void theDocumentIsOpenApi() {
        assertThat(contract.faults()).isEmpty();
    }

    @Test
    void theDocumentIsTheOneKept() {
        contract.requireKept("serving-api.json", "serving-api");
    }

    @Test
    void everyOperationAsksForATokenATenantAndARole() {
        assertThat(contract.operations()).hasSizeGreaterThan(10);
        for (Operation operation : contract.operations()) {
            assertThat(operation.method()).isEqualTo("GET");
            String path = contract.examplePath(operation);
            int stranger = serving.withToken(null, path).status();
            if (operation.open()) {
                assertThat(stranger).as(path).isIn(200, 503);
                continue;
            }
            assertThat(stranger).as(path).isEqualTo(401);
            String anybody = operation.roles().stream().findFirst().orElse("farmer");
            assertThat(serving.get(anybody, "someone", path, "X-Tenant", "another")
                            .status())
                    .as("with another X-Tenant, " + path)
                    .isEqualTo(403);
            String foreign = tokens.token(TestTokens.PARTNER_ISSUER, "admin", "someone", "demo");
            assertThat(serving.withToken(foreign, path).status())
                    .as("of an issuer of another tenant, " + path)
                    .isEqualTo(403);
            for (String role : ROLES) {
                if (!operation.roles().isEmpty() && !operation.roles().contains(role)) {
                    assertThat(serving.get(role, "someone", path).status())
                            .as(role + ' ' + path)
                            .isEqualTo(403);
                }
            }
        }
    }
}
