package dev.slipway.e2e.platform;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A registry's main port, spoken to as a gateway does for somebody who may everything. */
public final class RegistryPort {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private RegistryPort() {}

    public static AdminApi asGateway(int port, String signingKey, String verifyKey) {
        ServiceTokens tokens =
                new ServiceTokens(
                        new SignedOnDemand(TokenSigner.of(signingKey), InstantSource.system()),
                        new TokenVerifier(verifyKey, InstantSource.system()));
        CallerSeal seal = new CallerSeal(tokens, InstantSource.system());
        List<Grant> grants =
                Arrays.stream(Action.values()).map(action -> new Grant("*", action)).toList();
        return new AdminApi(
                "http://127.0.0.1:" + port,
                () ->
                        Map.of(
                                "X-Slipway-Service-Token",
                                tokens.mint(Role.GATEWAY, Role.REGISTRY),
                                "X-Slipway-Caller",
                                seal.seal(new Caller("e2e", "default", grants))),
                LIMIT);
    }
}
