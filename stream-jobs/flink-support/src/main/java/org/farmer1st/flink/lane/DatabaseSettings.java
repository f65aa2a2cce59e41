package org.farmer1st.flink.lane;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The database that views are written to.
 *
 * @param url {@code jdbc:postgresql://…}
 * @param user the user
 * @param password its password
 */
public record DatabaseSettings(String url, String user, String password) implements Serializable {

    /**
     * How views' connections differ from others. A commit need not wait for the disk: what a crashed database lost of a
     * lane is seen by the lane rule and emitted again. A database that stops answering is an error within a minute.
     */
    static Properties connectionProperties() {
        Properties properties = new Properties();
        properties.setProperty("options", "-c synchronous_commit=off");
        properties.setProperty("ApplicationName", "farmer1st-views");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        return properties;
    }

    /** A new connection. */
    public Connection connect() throws SQLException {
        Properties properties = connectionProperties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + url + ", " + user + "]";
    }
}
