/** A job that is one file of SQL: read, checked, put together, submitted. */
package org.farmer1st.sqljobs.job;
