package org.farmer1st.testkit;

/** A backing service that tests can ask for. Each brings those that it needs. */
public enum Service {
    KAFKA,
    /** Keeps its schemas in Kafka. */
    REGISTRY,
    POSTGRES,
    REDIS,
    TEMPORAL,
    /** Kafka Connect with Debezium; the module {@code cdc} must have been packaged. */
    CONNECT,
    /** One JobManager and one TaskManager; the module {@code infra/embedded/classpaths/flink} must have been packaged. */
    FLINK
}
