/** The platform's topics as tables of SQL, and views as tables that SQL inserts into. */
package org.farmer1st.sqljobs.catalog;
