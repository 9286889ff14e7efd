package dev.slipway.local.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {
    @Test
    void everySettingIsPinned() {
        assertThat(PostgresSettings.VALUES)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "fsync", "on",
                                "synchronous_commit", "on",
                                "full_page_writes", "on",
                                "listen_addresses", "127.0.0.1",
                                "unix_socket_directories", "",
                                "max_connections", "60",
                                "shared_buffers", "64MB",
                                "logging_collector", "off",
                                "timezone", "UTC",
                                "log_timezone", "UTC"));
        assertThat(PostgresSettings.arguments("/data", 5))
                .startsWith("-D", "/data", "-p", "5")
                .contains("fsync=on")
                .doesNotContain("-F");
    }

    @Test
    void aRoleCannotSmuggleSql() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseRole("registry; drop", "00"));
        assertThatIllegalArgumentException().isThrownBy(() -> new DatabaseRole("registry", "'"));
        assertThat(new DatabaseRole("registry", "00ff")).hasToString("DatabaseRole[registry]");
    }
}
