package dev.slipway.registry.gateway.postgres;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.signal.GatewayStatus;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.gateway.GatewayLeases;
import dev.slipway.registry.gateway.GatewaySettings;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class PostgresGatewayLeases implements GatewayLeases {
    private static final String RENEW_ROUTING =
            """
            INSERT INTO gateways (boot_id, tenant_id, routing_epoch, routing_number)
            VALUES (:boot, 'platform', :epoch, :number)
            ON CONFLICT (boot_id) DO UPDATE SET routing_epoch = excluded.routing_epoch,
                routing_number = excluded.routing_number, missed_sweeps = 0,
                seen_at = clock_timestamp()
            """;

    private static final String RENEW_ACCESS =
            """
            INSERT INTO gateways (boot_id, tenant_id, access_epoch, access_number)
            VALUES (:boot, 'platform', :epoch, :number)
            ON CONFLICT (boot_id) DO UPDATE SET access_epoch = excluded.access_epoch,
                access_number = excluded.access_number, missed_sweeps = 0,
                seen_at = clock_timestamp()
            """;

    private final JdbcClient sql;
    private final GatewaySettings settings;

    PostgresGatewayLeases(JdbcClient sql, GatewaySettings settings) {
        this.sql = sql;
        this.settings = settings;
    }

    @Override
    public void renew(String bootId, DocumentKind kind, DocumentNumber applied) {
        sql.sql(kind == DocumentKind.ROUTING ? RENEW_ROUTING : RENEW_ACCESS)
                .param("boot", bootId)
                .param("epoch", applied.epoch())
                .param("number", applied.number())
                .update();
    }

    @Override
    public void heardAt(String bootId, @Nullable String signalAddress) {
        sql.sql(
                        """
                        UPDATE gateways SET signal_address = :address
                        WHERE boot_id = :boot AND signal_address IS DISTINCT FROM :address
                        """)
                .param("boot", bootId)
                .param("address", signalAddress, Types.VARCHAR)
                .update();
    }

    @Override
    public List<GatewayStatus> living() {
        return sql.sql(
                        """
                        SELECT boot_id, signal_address FROM gateways
                        WHERE missed_sweeps < :silent ORDER BY boot_id LIMIT :most
                        """)
                .param("silent", settings.silentAfter())
                .param("most", MOST_LISTED)
                .query((rs, at) -> new GatewayStatus(rs.getString(1), rs.getString(2)))
                .list();
    }

    @Override
    public void end(String bootId) {
        sql.sql("DELETE FROM gateways WHERE boot_id = :boot").param("boot", bootId).update();
    }

    @Override
    public boolean allApplied(DocumentNumber routing) {
        return sql.sql(
                                """
                                SELECT count(*) FROM gateways
                                WHERE missed_sweeps < :silent
                                  AND (routing_epoch, routing_number) < (:epoch, :number)
                                """)
                        .param("silent", settings.silentAfter())
                        .param("epoch", routing.epoch())
                        .param("number", routing.number())
                        .query(Long.class)
                        .single()
                == 0;
    }

    @Override
    public void age() {
        sql.sql("UPDATE gateways SET missed_sweeps = missed_sweeps + 1").update();
        sql.sql("DELETE FROM gateways WHERE missed_sweeps > :forget")
                .param("forget", settings.forgetAfter())
                .update();
    }
}
