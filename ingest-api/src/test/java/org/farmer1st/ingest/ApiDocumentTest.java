package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.farmer1st.testkit.ApiContract;
import org.farmer1st.testkit.ApiContract.Operation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the interface to its own document: an ingest-api with nothing around it. */
class ApiDocumentTest {

    private static final List<String> ROLES = List.of("farmer", "enumerator", "stakeholder", "admin");

    private static IngestClient ingest;
    private static ApiContract contract;

    @BeforeAll
    static void read() throws Exception {
        ingest = new IngestClient();
        contract = new ApiContract(
                ingest.send("GET", "/openapi.json", "farmer", null).body());
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void theDocumentIsOpenApi() {
        assertThat(contract.faults()).isEmpty();
    }

    @Test
    void theDocumentIsTheOneKept() {
        contract.requireKept("ingest-api.json", "ingest-api");
    }

    @Test
    void everyOperationAsksForATokenATenantAndARole() throws Exception {
        assertThat(contract.operations()).hasSizeGreaterThan(10);
        for (Operation operation : contract.operations()) {
            String path = contract.examplePath(operation);
            int stranger = ingest.status(operation.method(), path, null);
            if (operation.open()) {
                assertThat(stranger).as(path).isIn(200, 503);
                continue;
            }
            assertThat(stranger).as(path).isEqualTo(401);
            String anybody = ingest.token(operation.roles().stream().findFirst().orElse("farmer"), "someone", "demo");
            assertThat(ingest.status(operation.method(), path, anybody, "X-Tenant", "another"))
                    .as("with another X-Tenant, " + path)
                    .isEqualTo(403);
            String foreign = ingest.sign(IngestClient.claims("admin", "someone", "demo")
                    .issuer(IngestClient.PARTNER_ISSUER)
                    .build());
            assertThat(ingest.status(operation.method(), path, foreign))
                    .as("of an issuer of another tenant, " + path)
                    .isEqualTo(403);
            for (String role : ROLES) {
                int status = ingest.status(operation.method(), path, ingest.token(role, "someone", "demo"));
                if (operation.roles().isEmpty() || operation.roles().contains(role)) {
                    assertThat(status).as(role + ' ' + path).isNotEqualTo(401);
                } else {
                    assertThat(status).as(role + ' ' + path).isEqualTo(403);
                }
            }
        }
    }
}
