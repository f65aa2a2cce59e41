/** Kafka Streams jobs that data teams attach, and how their views are written. */
package org.farmer1st.streams.attached;
