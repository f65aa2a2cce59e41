/** Jobs tried where nothing live is touched: on their sample, or on what the topics hold. */
package org.farmer1st.sqljobs.trial;
