/** Views that data teams attach: what they say of themselves, and their generations. */
package org.farmer1st.postgres.attached;
