package org.farmer1st.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the JVM of a process is set up: for two cores and little memory. Immutable; each method answers a changed copy.
 *
 * @param options before the class path
 */
public record Jvm(List<String> options) {

    public Jvm {
        options = List.copyOf(options);
    }

    /**
     * A JVM with a heap of at most so many megabytes. The serial collector and small stacks keep the whole platform within
     * a few gigabytes.
     */
    public static Jvm heap(int megabytes) {
        return new Jvm(
                List.of("-Xmx" + megabytes + "m", "-Xms16m", "-XX:+UseSerialGC", "-Xss512k", "-XX:-UsePerfData"));
    }

    /** For what does little: only the quick compiler, which halves the memory and the start-up's work. */
    public Jvm quickCompilerOnly() {
        return with("-XX:TieredStopAtLevel=1");
    }

    public Jvm with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Jvm(all);
    }

    /** The command that runs {@code mainClass} on the java that runs this. */
    public List<String> command(String classPath, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /** The command that runs an executable jar. */
    public List<String> commandOfJar(Path jar) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
