package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class TransferIdTest {

    @Test
    void agreesWithTheStandardsExample() {
        // RFC 9562, appendix A.4: www.example.com in the namespace of domain names.
        UUID domains = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assertThat(TransferId.version5(domains, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void aCauseHasOneIdForEver() {
        assertThat(TransferId.of("demo", "f-1", "r", "v", "EARNED", "base"))
                .isEqualTo("e9e04863-821e-5ac9-9d35-4b72da4fc8a1")
                .isNotEqualTo(TransferId.of("demo", "f-1", "r", "v", "REVERSED", "base"));
    }
}
