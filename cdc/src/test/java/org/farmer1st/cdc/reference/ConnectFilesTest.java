package org.farmer1st.cdc.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

/** The files that Connect runs with ask for nothing that it may not read, and README.md names all of it. */
class ConnectFilesTest {

    private static final Path MODULE = Path.of(System.getProperty("farmer1st.root"), "cdc");
    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Z_]+)}");

    @Test
    void mayReadWhatTheyAskFor() throws IOException {
        Properties worker = new Properties();
        try (Reader reader = Files.newBufferedReader(MODULE.resolve("connect-distributed.properties"))) {
            worker.load(reader);
        }
        String allowed = worker.getProperty("config.providers.env.param.allowlist.pattern");

        assertThat(namesAskedFor()).isNotEmpty().allMatch(name -> name.matches(allowed));
    }

    @Test
    void areDescribed() throws IOException {
        String readme = Files.readString(MODULE.resolve("README.md"));

        assertThat(namesAskedFor()).allMatch(name -> readme.contains('`' + name + '`'));
    }

    @Test
    void findOurPlugins() {
        assertThat(ServiceLoader.load(Converter.class)).hasAtLeastOneElementOfType(ReferenceEventConverter.class);
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(ReferenceKey.class);
    }

    private static Set<String> namesAskedFor() throws IOException {
        String files = Files.readString(MODULE.resolve("connect-distributed.properties"))
                + Files.readString(MODULE.resolve("connectors/reference.json"));
        return FROM_ENVIRONMENT
                .matcher(files)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toSet());
    }
}
