/** How jobs write the views that data teams attach. */
package org.farmer1st.flink.attached;
