package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.FreshAfterFailure;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.SharedPlatform;
import dev.slipway.e2e.zeroloss.ServiceFaults.RegistryHalts;
import dev.slipway.e2e.zeroloss.ServiceFaults.RegistryKilledPreparing;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@ExtendWith({SharedPlatform.class, FreshAfterFailure.class})
class RegistryFaultsTest {
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "rollout-prepare-before-commit",
                "rollout-prepare-after-commit",
                "rollout-switch-before-commit",
                "rollout-switch-after-commit",
                "rollout-bake-before-commit",
                "rollout-bake-after-commit"
            })
    void nothingIsLostWhenTheRegistryHaltsAt(String failpoint, Platform platform) throws Exception {
        new RolloutRun(platform, "registry halts at " + failpoint)
                .run(2, new RegistryHalts(failpoint));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "rollout-retire-before-commit",
                "rollout-retire-after-commit",
                "rollout-complete-before-commit",
                "rollout-complete-after-commit"
            })
    @EnabledIfSystemProperty(named = "slipway.e2e.full", matches = "true")
    void nothingIsLostWhenTheRegistryHaltsAtTheEnd(String failpoint, Platform platform)
            throws Exception {
        nothingIsLostWhenTheRegistryHaltsAt(failpoint, platform);
    }

    @Test
    void nothingIsLostWhenTheRegistryIsKilledWhilePreparing(Platform platform) throws Exception {
        new RolloutRun(platform, "registry killed while preparing")
                .run(2, new RegistryKilledPreparing());
    }

    @Test
    void nothingIsLostWhenTheGatewayLosesTheRegistryForAWhile(Platform platform) throws Exception {
        try (GatewayBehindRelay gateway = GatewayBehindRelay.replace(platform)) {
            new RolloutRun(platform, "gateway cut off for 20 s")
                    .run(2, new GatewayCutOff(gateway, "preparing", OUTAGE));
        }
    }

    @Test
    void nothingIsLostWhenTheGatewayLosesTheRegistryToTheEnd(Platform platform) throws Exception {
        try (GatewayBehindRelay gateway = GatewayBehindRelay.replace(platform)) {
            new RolloutRun(platform, "gateway cut off to the end")
                    .run(2, new GatewayCutOff(gateway, "baking", null));
        }
    }
}
