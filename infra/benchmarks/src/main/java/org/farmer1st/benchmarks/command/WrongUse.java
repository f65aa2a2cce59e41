package org.farmer1st.benchmarks.command;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the benchmarks' commands say of options that can't be meant. */
public final class WrongUse {

    private WrongUse() {}

    /** @throws ParameterException that says {@code otherwise}, where it isn't right */
    public static void unless(boolean right, CommandSpec command, String otherwise) {
        if (!right) {
            throw new ParameterException(command.commandLine(), otherwise + '.');
        }
    }

    /**
     * The parts that {@code --only} names, in any case; all of them where it is null.
     *
     * @throws ParameterException where one is none
     */
    public static <P extends Enum<P>> Set<P> parts(Class<P> all, List<String> only, CommandSpec command) {
        if (only == null) {
            return EnumSet.allOf(all);
        }
        Set<P> parts = EnumSet.noneOf(all);
        for (String name : only) {
            Arrays.stream(all.getEnumConstants())
                    .filter(known -> known.name().equalsIgnoreCase(name.trim()))
                    .findFirst()
                    .ifPresentOrElse(
                            parts::add,
                            () -> unless(false, command, "--only is any of " + names(all) + ", not '" + name + "'"));
        }
        return parts;
    }

    private static <P extends Enum<P>> String names(Class<P> all) {
        return Arrays.stream(all.getEnumConstants())
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
