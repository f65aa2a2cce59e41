package org.farmer1st.local.supervisor;

/**
 * How a process or a job is.
 *
 * @param name such as {@code kafka} or {@code job:survey-analytics}
 * @param pid null where it does not run, or is not a process of its own
 * @param url where it is reached
 * @param healthy whether it does its work
 */
public record ComponentStatus(String name, Long pid, String url, boolean healthy) {}
