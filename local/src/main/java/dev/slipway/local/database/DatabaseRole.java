package dev.slipway.local.database;

/** A service's role; it owns the schema of the same name in the database {@code slipway}. */
public record DatabaseRole(String name, String password) {
    public DatabaseRole {
        if (!name.matches("[a-z]+") || !password.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException(
                    "a role's name is lower-case letters, its password hexadecimal");
        }
    }

    @Override
    public String toString() {
        return "DatabaseRole[" + name + "]";
    }
}
