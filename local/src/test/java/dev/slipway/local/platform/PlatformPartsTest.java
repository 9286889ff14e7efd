package dev.slipway.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.services.ServiceName;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformPartsTest {
    @TempDir Path folder = Path.of("unset");

    @Test
    void aPortThatSomebodyElseTookIsReplacedUntilItsServiceServed() throws IOException {
        PortPlan plan = new PortPlan(18_080);
        int first = plan.of(ServiceName.STORE).main();
        assertThat(plan.renewIfTaken(ServiceName.STORE)).isFalse();
        try (ServerSocket thief = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(thief.isBound()).isTrue();
            assertThat(plan.renewIfTaken(ServiceName.STORE)).isTrue();
            assertThat(plan.of(ServiceName.STORE).main()).isNotEqualTo(first);
        }
        int second = plan.of(ServiceName.STORE).main();
        plan.confirm(ServiceName.STORE);
        try (ServerSocket thief = new ServerSocket(second, 1, InetAddress.getLoopbackAddress())) {
            assertThat(thief.isBound()).isTrue();
            assertThat(plan.renewIfTaken(ServiceName.STORE))
                    .as("others know a confirmed port")
                    .isFalse();
        }
    }

    @Test
    void theGatewayKeepsThePortThatWasAskedFor() throws IOException {
        assertThat(new PortPlan(18_080).of(ServiceName.GATEWAY).main()).isEqualTo(18_080);
    }

    @Test
    void noPortIsToldTwice() throws IOException {
        PortPlan plan = new PortPlan(18_080, 18_081);
        Set<Integer> told = new HashSet<>(Set.of(18_081));
        for (ServiceName name : ServiceName.values()) {
            PortPlan.Ports ports = plan.of(name);
            told.addAll(Set.of(ports.main(), ports.internal(), ports.management()));
        }
        assertThat(told).hasSize(1 + 3 * ServiceName.values().length);
    }

    @Test
    void replicasAreAskedToEndAndTheirFilesGo() throws Exception {
        Process replica = new ProcessBuilder("sleep", "600").start();
        Path file = register(replica, "replica-a");
        assertThat(new ReplicaDrain(folder, Duration.ofSeconds(10)).drain()).isEqualTo(1);
        assertThat(replica.waitFor()).isEqualTo(143);
        assertThat(file).doesNotExist();
        assertThat(new ReplicaDrain(folder, Duration.ofSeconds(10)).drain()).isZero();
    }

    @Test
    void aReplicaThatDoesNotEndIsKilledAndItsFileStaysForTheReportOfItsDeath() throws Exception {
        Process replica =
                new ProcessBuilder("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done")
                        .start();
        assertThat(replica.inputReader().readLine()).isEqualTo("deaf");
        Path file = register(replica, "replica-b");
        assertThat(new ReplicaDrain(folder, Duration.ofMillis(50)).drain()).isEqualTo(1);
        assertThat(replica.waitFor()).isEqualTo(137);
        assertThat(file).exists();
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(0, 8081, 0))
                .withMessage("--port must be between 1 and 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(8080, 8080, 0))
                .withMessage("--port and --grpc-port must differ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(8080, 8081, 65))
                .withMessage("--pool-min must be between 0 and 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new PlatformSettings(
                                new DataDirectory(folder), folder, 8080, 8081, 2, 1, false))
                .withMessage("--pool-max must be between --pool-min and 64");
    }

    private PlatformSettings settings(int port, int grpcPort, int poolMin) {
        return new PlatformSettings(
                new DataDirectory(folder), folder, port, grpcPort, poolMin, poolMin, false);
    }

    private Path register(Process process, String name) throws IOException {
        new RunFile(name, ProcessIdentity.of(process.toHandle()), Map.of()).write(folder);
        return RunFile.path(folder, name);
    }
}
