package org.farmer1st.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads a process's configuration out of its environment, and reports everything that is wrong with it at once.
 *
 * <pre>{@code
 * static IngestConfig from(Map<String, String> environment) {
 *     return Settings.read(environment, settings -> new IngestConfig(
 *             settings.text("KAFKA_BOOTSTRAP_SERVERS"),
 *             settings.integer("HTTP_PORT", 8080, 0, 65535)));
 * }
 * }</pre>
 */
public final class Settings {

    private final Map<String, String> environment;
    private final List<String> errors = new ArrayList<>();

    private Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Builds a configuration.
     *
     * @throws InvalidConfigurationException naming every setting that is missing or wrong
     */
    public static <C> C read(Map<String, String> environment, Function<Settings, C> build) {
        Settings settings = new Settings(environment);
        C configuration = null;
        RuntimeException failure = null;
        try {
            configuration = build.apply(settings);
        } catch (RuntimeException e) {
            // With errors collected, a placeholder may have broken the build: then they are the cause to report.
            failure = e;
        }
        if (!settings.errors.isEmpty()) {
            throw new InvalidConfigurationException(settings.errors);
        }
        if (failure != null) {
            throw new InvalidConfigurationException(List.of(String.valueOf(failure.getMessage())));
        }
        return configuration;
    }

    /** A text that must be there. */
    public String text(String name) {
        return value(name).orElseGet(() -> fault(name, "is not set", ""));
    }

    /** A text, or what it is unless set. */
    public String text(String name, String otherwise) {
        return value(name).orElse(otherwise);
    }

    /** A text that may be absent. */
    public Optional<String> optionalText(String name) {
        return value(name);
    }

    /** One of some words, or what it is unless set. */
    public String oneOf(String name, String otherwise, Set<String> words) {
        String text = text(name, otherwise);
        return words.contains(text)
                ? text
                : fault(
                        name,
                        "must be one of " + String.join(", ", new TreeSet<>(words)) + ", not '" + text + "'",
                        otherwise);
    }

    /** A whole number between {@code least} and {@code most}, or what it is unless set. */
    public int integer(String name, int otherwise, int least, int most) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, with the range.
        }
        return fault(
                name, "must be a whole number from " + least + " to " + most + ", not '" + text.get() + "'", otherwise);
    }

    /** A duration in milliseconds, or what it is unless set. */
    public Duration milliseconds(String name, Duration otherwise) {
        return Duration.ofMillis(integer(name, Math.toIntExact(otherwise.toMillis()), 0, Integer.MAX_VALUE));
    }

    /** An absolute address that must be there. */
    public URI address(String name) {
        String text = text(name);
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute() || text.isEmpty()) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Reported below.
        }
        return fault(name, "must be an absolute address, not '" + text + "'", URI.create("about:blank"));
    }

    /** A folder, or what it is unless set. */
    public Path folder(String name, Path otherwise) {
        return value(name).map(Path::of).orElse(otherwise);
    }

    /**
     * Secret keys in base64, of at least {@code leastBytes} each, with commas between them: the first is the one to use, the
     * others are those that were, or will be, used. Their values are never reported.
     */
    public List<byte[]> keys(String name, int leastBytes) {
        String text = text(name);
        List<byte[]> keys = new ArrayList<>();
        for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            decode(one.trim(), leastBytes).ifPresentOrElse(keys::add, () -> fault(name, notKeys(leastBytes), null));
        }
        return keys.isEmpty() ? List.of(new byte[leastBytes]) : List.copyOf(keys);
    }

    private static String notKeys(int leastBytes) {
        return "must be keys of at least " + leastBytes + " bytes in base64, with commas between them";
    }

    private static Optional<byte[]> decode(String text, int leastBytes) {
        try {
            return Optional.of(Base64.getDecoder().decode(text)).filter(key -> key.length >= leastBytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A secret key in base64 of at least {@code leastBytes}. Its value is never reported. */
    public byte[] key(String name, int leastBytes) {
        String text = text(name);
        if (text.isEmpty()) {
            return new byte[leastBytes];
        }
        return decode(text, leastBytes)
                .orElseGet(
                        () -> fault(name, "must be at least " + leastBytes + " bytes in base64", new byte[leastBytes]));
    }

    /** Words separated by commas or white space; none where it isn't set. */
    public List<String> words(String name) {
        return value(name).map(text -> List.of(text.split("[,\\s]+"))).orElse(List.of());
    }

    /**
     * What {@code parse} makes of a text that must be there.
     *
     * @param placeholder stands in where there is none or {@code parse} refuses it, so that the rest is checked too
     * @param parse throws IllegalArgumentException, whose message goes on after the setting's name: "must be …"
     */
    public <T> T parsed(String name, T placeholder, Function<String, T> parse) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return fault(name, "is not set", placeholder);
        }
        try {
            return parse.apply(text.get());
        } catch (IllegalArgumentException e) {
            return fault(name, e.getMessage(), placeholder);
        }
    }

    /** A setting that must not be there, as things are. */
    public void refuse(String name, String problem) {
        if (value(name).isPresent()) {
            fault(name, problem, null);
        }
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::trim).filter(text -> !text.isEmpty());
    }

    private <T> T fault(String name, String problem, T placeholder) {
        errors.add(name + " " + problem);
        return placeholder;
    }
}
