package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.FreshAfterFailure;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import dev.slipway.e2e.zeroloss.ReplicaFaults.KilledHolding;
import dev.slipway.e2e.zeroloss.ReplicaFaults.StoppedForEver;
import dev.slipway.e2e.zeroloss.ReplicaFaults.Terminated;
import dev.slipway.e2e.zeroloss.ServiceFaults.RegistryHalts;
import dev.slipway.e2e.zeroloss.ServiceFaults.RegistryKilledPreparing;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
@ExtendWith({SharedPlatform.class, FreshAfterFailure.class})
class RpcFaultsTest {
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of("blue-green alone", 2, Fault.none()),
                Arguments.of("one of two killed holding requests", 2, new KilledHolding(1, 2)),
                Arguments.of("the only one killed holding requests", 1, new KilledHolding(10, 1)),
                Arguments.of("one of two stopped for ever", 2, new StoppedForEver(2)),
                Arguments.of("one of two terminated", 2, new Terminated(2)),
                Arguments.of("registry killed while preparing", 2, new RegistryKilledPreparing()),
                Arguments.of(
                        "registry halts at rollout-switch-after-commit",
                        2,
                        new RegistryHalts("rollout-switch-after-commit")),
                Arguments.of("gateway restarts", 2, new GatewayRestarts()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void nothingIsLostOverGrpcWhen(String name, int replicas, Fault fault, Platform platform)
            throws Exception {
        new RolloutRun(platform, name).over(Protocol.GRPC).run(replicas, fault);
    }

    @Test
    void nothingIsLostOverGrpcWhenTheGatewayLosesTheRegistryForAWhile(Platform platform)
            throws Exception {
        try (GatewayBehindRelay gateway = GatewayBehindRelay.replace(platform)) {
            new RolloutRun(platform, "gateway cut off for 20 s")
                    .over(Protocol.GRPC)
                    .run(2, new GatewayCutOff(gateway, "preparing", OUTAGE));
        }
    }
}
