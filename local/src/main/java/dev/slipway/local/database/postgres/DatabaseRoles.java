package dev.slipway.local.database.postgres;

import dev.slipway.local.database.DatabaseRole;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Makes the database, and for each service a role that owns the schema of its name. */
final class DatabaseRoles {
    private static final String DATABASE = "slipway";

    private final int port;
    private final String ownerPassword;

    DatabaseRoles(int port, String ownerPassword) {
        this.port = port;
        this.ownerPassword = ownerPassword;
    }

    /** May be repeated; passwords follow the files. */
    void create(List<DatabaseRole> roles) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            if (!exists(
                    statement, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                statement.execute("create database " + DATABASE);
            }
        }
        try (Connection connection = connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("revoke all on schema public from public");
            for (DatabaseRole role : roles) {
                create(statement, role);
            }
        }
    }

    private static void create(Statement statement, DatabaseRole role) throws SQLException {
        String name = role.name();
        if (!exists(statement, "select 1 from pg_roles where rolname = '" + name + "'")) {
            statement.execute("create role " + name + " login");
        }
        statement.execute("alter role %s password '%s'".formatted(name, role.password()));
        statement.execute("create schema if not exists %s authorization %s".formatted(name, name));
        statement.execute(
                "alter role %s in database %s set search_path = %s"
                        .formatted(name, DATABASE, name));
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", ownerPassword);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "15");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }
}
