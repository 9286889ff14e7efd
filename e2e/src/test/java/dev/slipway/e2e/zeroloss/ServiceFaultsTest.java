package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.FreshAfterFailure;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import dev.slipway.e2e.zeroloss.ServiceFaults.AutoscalerThenAdoptedReplica;
import dev.slipway.e2e.zeroloss.ServiceFaults.ObjectStoreAway;
import dev.slipway.e2e.zeroloss.ServiceFaults.ObjectStoreKilledPreparing;
import dev.slipway.e2e.zeroloss.ServiceFaults.PostgresFrozen;
import dev.slipway.e2e.zeroloss.ServiceFaults.PostgresKilled;
import dev.slipway.e2e.zeroloss.ServiceFaults.PostgresStopped;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
@ExtendWith({SharedPlatform.class, FreshAfterFailure.class})
class ServiceFaultsTest {
    static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of("PostgreSQL stopped for 20 s", new PostgresStopped()),
                Arguments.of("PostgreSQL frozen for 20 s", new PostgresFrozen()),
                Arguments.of("PostgreSQL killed", new PostgresKilled()),
                Arguments.of("object store away for 20 s", new ObjectStoreAway(2)),
                Arguments.of(
                        "object store killed while preparing", new ObjectStoreKilledPreparing()),
                Arguments.of(
                        "autoscaler killed, then an adopted replica",
                        new AutoscalerThenAdoptedReplica(2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void nothingIsLostWith(String name, Fault fault, Platform platform) throws Exception {
        new RolloutRun(platform, name).run(2, fault);
    }
}
