package org.farmer1st.local.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the documentation to the project: the table of parts to the parts, and every link to what it points at. */
class ReadmesTest {

    private static final Path ROOT = Path.of(System.getProperty("farmer1st.root"));
    private static final Pattern PART = Pattern.compile("\\| \\[`(.+?)`]\\(.+?\\) \\| (.+?) \\| (.+?) \\| (.+?) \\|");
    /** Pieces of the module that they stand in or beside. */
    private static final List<String> NO_PARTS = List.of("schemas/confluent-client", "infra/testkit/containers");

    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?://|#)([^)#]+)(?:#[^)]*)?\\)");

    @TestFactory
    Stream<DynamicTest> thePartsInTheTableSayWhatTheirOwnPagesSay() throws IOException {
        List<MatchResult> parts = PART.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .toList();
        assertThat(parts).hasSizeGreaterThan(8);
        return parts.stream()
                .map(part -> DynamicTest.dynamicTest(part.group(1), () -> {
                    List<String> page =
                            Files.readAllLines(ROOT.resolve(part.group(1)).resolve("README.md"));
                    assertThat(List.of(
                                    opening(page, 0, "reads: "),
                                    opening(page, 1, "does: "),
                                    opening(page, 2, "writes: ")))
                            .containsExactly(part.group(2), part.group(3), part.group(4));
                }));
    }

    @Test
    void everyModuleHasAPageThatOpensWithWhatItReadsDoesAndWrites() throws IOException {
        Matcher modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")));
        while (modules.find()) {
            String module = modules.group(1);
            if (!module.contains("classpaths/") && !NO_PARTS.contains(module)) {
                List<String> page = Files.readAllLines(ROOT.resolve(module).resolve("README.md"));
                assertThat(page.subList(0, 3))
                        .as(module)
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("reads: "),
                                line -> assertThat(line).startsWith("does: "),
                                line -> assertThat(line).startsWith("writes: "));
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(ReadmesTest::isOurPage).toList()) {
                Matcher links = LINK.matcher(Files.readString(file));
                while (links.find()) {
                    assertThat(file.resolveSibling(links.group(1)).normalize())
                            .as("%s links to %s", ROOT.relativize(file), links.group(1))
                            .exists();
                }
            }
        }
    }

    private static boolean isOurPage(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.endsWith(".md") && !path.contains("target/") && !path.startsWith(".farmer1st");
    }

    private static String opening(List<String> page, int line, String word) {
        assertThat(page.get(line)).startsWith(word);
        return page.get(line).substring(word.length()).replaceFirst("\\s*\\\\$", "");
    }
}
