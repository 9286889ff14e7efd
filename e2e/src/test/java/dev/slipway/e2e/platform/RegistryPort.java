package dev.slipway.e2e.platform;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceSecret;
import dev.slipway.trust.ServiceTokens;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A registry's main port, spoken to as a gateway does for somebody who may everything. */
public final class RegistryPort {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private RegistryPort() {}

    public static AdminApi asGateway(int port, String serviceSecret) {
        ServiceSecret secret = ServiceSecret.ofHex(serviceSecret);
        List<Grant> grants =
                Arrays.stream(Action.values()).map(action -> new Grant("*", action)).toList();
        return new AdminApi(
                "http://127.0.0.1:" + port,
                Map.of(
                        "X-Slipway-Service-Token",
                        new ServiceTokens(secret).mint(Role.GATEWAY, Role.REGISTRY),
                        "X-Slipway-Caller",
                        new CallerSeal(secret).seal(new Caller("e2e", "default", grants))),
                LIMIT);
    }
}
