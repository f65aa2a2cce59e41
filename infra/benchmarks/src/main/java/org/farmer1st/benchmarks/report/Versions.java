package org.farmer1st.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.AppInfoParser;

/** Which versions of the libraries that matter were measured. */
public final class Versions {

    private Versions() {}

    /** By the name of the library; one that doesn't tell is left out. */
    public static Map<String, String> ofLibraries() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Kafka", AppInfoParser.getVersion());
        versions.put("Javalin", io.javalin.Javalin.class.getPackage().getImplementationVersion());
        versions.put("Jackson", com.fasterxml.jackson.core.json.PackageVersion.VERSION.toString());
        versions.put("Avro", org.apache.avro.Schema.class.getPackage().getImplementationVersion());
        versions.values().removeIf(Objects::isNull);
        return versions;
    }
}
