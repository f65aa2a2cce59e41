package org.farmer1st.local.drill;

/**
 * A process of the platform, as its status tells.
 *
 * @param name such as {@code response-intake}
 * @param pid null where it doesn't run, or has no process of its own
 * @param healthy whether it does its work
 */
public record Victim(String name, Long pid, boolean healthy) {}
