package org.farmer1st.runtime.config;

import java.util.List;

/** A process was given a configuration that it can't start with. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> errors;

    InvalidConfigurationException(List<String> errors) {
        super("Invalid configuration: " + String.join("; ", errors));
        this.errors = List.copyOf(errors);
    }

    /** One sentence for each setting that is wrong. */
    public List<String> errors() {
        return errors;
    }
}
