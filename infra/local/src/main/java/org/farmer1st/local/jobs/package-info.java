/** {@code job}: what data teams do with their stream jobs. */
package org.farmer1st.local.jobs;
