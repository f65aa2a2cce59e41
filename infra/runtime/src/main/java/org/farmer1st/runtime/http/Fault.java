package org.farmer1st.runtime.http;

/**
 * One thing that is wrong with a request.
 *
 * @param path where: {@code answers.D_plots[0].D02_total_plot}, or a parameter's name
 * @param message what is wrong and what would be right; never the caller's value where it may be personal
 */
public record Fault(String path, String message) {}
