package dev.slipway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Headers;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.trust.Role;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a replica answers. 421 is said to who was let in: no version is loaded here. */
class ServiceTokenTest {
    private static final int LET_IN = 421;
    private static final int REFUSED = 401;

    @TempDir Path cache = Path.of("unset");

    private static String token(SigningKeyPair keys, Role role, Duration age) {
        return new SignedOnDemand(
                        TokenSigner.of(keys.privateKey()),
                        InstantSource.offset(InstantSource.system(), age.negated()))
                .token(role, Role.REPLICA);
    }

    private static int status(TestReplica replica, String token) throws Exception {
        return replica.send(
                        replica.request("/v2/models/m", "m", 1)
                                .setHeader(Headers.SERVICE_TOKEN, token)
                                .build())
                .statusCode();
    }

    @Test
    void onlyAGatewayWithATokenThatHoldsIsLetIn() throws Exception {
        try (TestReplica replica = new TestReplica(cache, Map.of())) {
            TestReplica.await(() -> replica.registry.hasHeard(ReplicaState.READY));
            Duration fresh = Duration.ZERO;
            assertThat(status(replica, token(TestReplica.KEYS, Role.GATEWAY, fresh)))
                    .isEqualTo(LET_IN);
            assertThat(status(replica, token(TestReplica.KEYS, Role.REPLICA, fresh)))
                    .isEqualTo(REFUSED);
            SigningKeyPair other = SigningKeyPair.fresh(new SecureRandom());
            assertThat(status(replica, token(other, Role.GATEWAY, fresh))).isEqualTo(REFUSED);
            assertThat(status(replica, TestReplica.TOKENS.mint(Role.GATEWAY, Role.STORE)))
                    .isEqualTo(REFUSED);
            assertThat(
                            status(
                                    replica,
                                    token(TestReplica.KEYS, Role.GATEWAY, Duration.ofMinutes(12))))
                    .as("its gateway could have renewed it")
                    .isEqualTo(REFUSED);
        }
    }

    @Test
    void anExpiredTokenOfAGatewayIsTakenWhereTheRegistryIsNotHeard() throws Exception {
        try (TestReplica replica =
                new TestReplica(cache, Map.of("SLIPWAY_REGISTRY_URL", "http://127.0.0.1:9"))) {
            Duration old = Duration.ofDays(1);
            assertThat(status(replica, token(TestReplica.KEYS, Role.GATEWAY, old)))
                    .isEqualTo(LET_IN);
            assertThat(status(replica, token(TestReplica.KEYS, Role.AUTOSCALER, old)))
                    .isEqualTo(REFUSED);
        }
    }
}
