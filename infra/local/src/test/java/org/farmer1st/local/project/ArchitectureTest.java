package org.farmer1st.local.project;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the code of all modules keeps to. Nothing is exempt, and no list of old violations is kept. */
class ArchitectureTest {

    private static final Path ROOT = Path.of(System.getProperty("farmer1st.root"));
    private static final int SHALLOW = 4;
    private static final int MODULES_AT_LEAST = 15;

    private static JavaClasses everything;

    @BeforeAll
    static void readAllModules() throws IOException {
        List<Path> modules;
        try (Stream<Path> found =
                Files.find(ROOT, SHALLOW, (path, attributes) -> path.endsWith(Path.of("target", "classes")))) {
            modules =
                    found.filter(path -> Files.isDirectory(path.resolve("org"))).toList();
        }
        if (modules.size() < MODULES_AT_LEAST) {
            throw new IllegalStateException("Build the whole project before this test; built here: " + modules);
        }
        everything = new ClassFileImporter().importPaths(modules);
    }

    @Test
    void rulesAreArithmeticAndKnowNoEngineBrokerDatabaseOrHttp() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Rules")
                .and()
                .resideOutsideOfPackage("org.farmer1st.events..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.math..",
                        "java.nio..",
                        "java.time..",
                        "java.util..",
                        "org.apache.avro..",
                        "org.roaringbitmap..",
                        "org.farmer1st.events..",
                        "org.farmer1st.schemas..",
                        // What a view by lane is given to work on; it knows no engine either.
                        "org.farmer1st.flink.lane..",
                        "org.farmer1st.intake..",
                        "org.farmer1st.points..",
                        "org.farmer1st.analytics..",
                        "org.farmer1st.pointsviews.."))
                .check(everything);
    }

    @Test
    void theEnvironmentIsReadWhereAProcessStarts() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .and()
                .doNotHaveFullyQualifiedName("org.farmer1st.runtime.process.ServiceProcess")
                .and()
                .doNotHaveFullyQualifiedName("org.farmer1st.local.FarmerCommand")
                .and(not(resideInAPackage("org.farmer1st.testkit..")))
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(everything);
    }

    @Test
    void noPackageIsForWhatFoundNoPlace() {
        noClasses()
                .should()
                .resideInAnyPackage("..common..", "..util..", "..utils..", "..helper..", "..helpers..", "..manager..")
                .check(everything);
    }

    @Test
    void nothingDependsOnTheLocalPlatform() {
        noClasses()
                .that(not(resideInAPackage("org.farmer1st.local..")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.farmer1st.local.."))
                .check(everything);
    }
}
