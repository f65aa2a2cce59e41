package org.farmer1st.embedded;

/** The modules that hold the servers' class paths, relative to the checkout. */
final class Servers {

    static final String KAFKA = "infra/embedded/classpaths/kafka";
    static final String REGISTRY = "infra/embedded/classpaths/registry";
    static final String POSTGRES = "infra/embedded/classpaths/postgres";
    static final String REDIS = "infra/embedded/classpaths/redis";
    static final String TEMPORAL = "infra/embedded/classpaths/temporal";
    static final String FLINK = "infra/embedded/classpaths/flink";
    static final String CONNECT = "cdc";

    private Servers() {}
}
