package org.farmer1st.postgres.attached;

import java.time.Instant;

/**
 * A generation of an attached view.
 *
 * @param job the job that writes it
 * @param asOf everything that was appended up to it is in the rows; the epoch while nothing is known to be
 * @param live whether readers read this one
 */
public record AttachedView(
        ViewDefinition definition, int generation, String job, Instant asOf, Instant createdAt, boolean live) {}
