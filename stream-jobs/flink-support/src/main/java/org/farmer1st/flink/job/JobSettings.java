package org.farmer1st.flink.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a job's settings from its arguments, {@code --NAME value} pairs with the names of the other processes'
 * environment variables, and reports everything that is wrong with them at once.
 */
public final class JobSettings {

    private final Map<String, String> given;
    private final List<String> errors = new ArrayList<>();

    private JobSettings(Map<String, String> given) {
        this.given = given;
    }

    /** Of a map, names to values. */
    public static JobSettings of(Map<String, String> given) {
        return new JobSettings(Map.copyOf(given));
    }

    /** Of a job's arguments. */
    public static JobSettings ofArguments(String... arguments) {
        Map<String, String> given = new HashMap<>();
        JobSettings settings = new JobSettings(given);
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                settings.errors.add("Arguments are pairs of --NAME and a value; " + arguments[i] + " is none");
                break;
            }
            given.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return settings;
    }

    /** A text that must be given. */
    public String required(String name) {
        return optional(name).orElseGet(() -> {
            errors.add(name + " is missing");
            return "";
        });
    }

    /** A text that may be given. */
    public Optional<String> optional(String name) {
        return Optional.ofNullable(given.get(name)).filter(value -> !value.isBlank());
    }

    /** A number from {@code least} on. */
    public int number(String name, int least, int otherwise) {
        return parsed(name, otherwise, "a number from " + least + " on", text -> {
            int number = Integer.parseInt(text);
            if (number < least) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    /** Milliseconds, one or more. */
    public Duration milliseconds(String name, Duration otherwise) {
        return Duration.ofMillis(number(name, 1, (int) otherwise.toMillis()));
    }

    private <T> T parsed(String name, T otherwise, String what, Function<String, T> parse) {
        Optional<String> text = optional(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return parse.apply(text.get());
        } catch (IllegalArgumentException e) {
            errors.add(name + " must be " + what + ", not " + text.get());
            return otherwise;
        }
    }

    /**
     * Call when everything was read.
     *
     * @throws IllegalArgumentException that says everything that is wrong
     */
    public void check() {
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("Wrong settings: " + String.join("; ", errors));
        }
    }
}
