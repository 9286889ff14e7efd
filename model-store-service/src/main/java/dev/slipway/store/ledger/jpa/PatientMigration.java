package dev.slipway.store.ledger.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Says once that the database is away at the start. Flyway tries on, and would say it at each try,
 * with the address; so its own word is silenced in {@code application.yml}.
 */
final class PatientMigration implements FlywayMigrationStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(PatientMigration.class);

    @Override
    public void migrate(Flyway flyway) {
        try (Connection _ = flyway.getConfiguration().getDataSource().getConnection()) {
            LOG.debug("the database answers");
        } catch (SQLException away) {
            LOG.warn(
                    "the database cannot be reached (SQL state {}), it is tried again for about a"
                            + " minute",
                    away.getSQLState());
        }
        flyway.migrate();
    }
}
