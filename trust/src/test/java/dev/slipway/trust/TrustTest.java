package dev.slipway.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustTest {
    private static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());
    private static final Caller CALLER =
            new Caller(
                    "key:ops\nline",
                    "0190",
                    List.of(new Grant("*", Action.ADMIN), new Grant("min*", Action.INFER)));

    private final FakeClock clock = new FakeClock();
    private final SignedOnDemand ours = gateway();
    private final ServiceTokens tokens = tokens(ours);
    private final CallerSeal seal = new CallerSeal(tokens, clock);

    private SignedOnDemand gateway() {
        return new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), clock);
    }

    private ServiceTokens tokens(TokenSource source) {
        return new ServiceTokens(source, new TokenVerifier(KEYS.publicKey(), clock));
    }

    @Test
    void aMintedTokenNamesItsCallerToItsAudience() {
        String token = tokens.mint(Role.REPLICA, Role.REGISTRY);
        assertThat(tokens.verify(token, Role.REGISTRY)).contains(Role.REPLICA);
        assertThat(tokens.verify(token, Role.STORE)).isEmpty();
    }

    @Test
    void aSealedCallerOpensUnchangedBesideItsGatewaysToken() {
        String token = tokens.mint(Role.GATEWAY, Role.REGISTRY);
        String sealed = seal.seal(CALLER);
        assertThat(seal.open(sealed, token, Role.REGISTRY)).contains(CALLER);
        assertThat(seal.open(sealed, token, Role.STORE)).as("another audience").isEmpty();
        assertThat(seal.open(sealed, gateway().token(Role.GATEWAY, Role.REGISTRY), Role.REGISTRY))
                .as("another gateway")
                .isEmpty();
        assertThat(seal.open(sealed, tokens.mint(Role.STORE, Role.REGISTRY), Role.REGISTRY))
                .as("no gateway")
                .isEmpty();
        for (String wrong :
                List.of("", "nonsense", "v1.", "v1..", sealed.substring(1), sealed + "A")) {
            assertThat(seal.open(wrong, token, Role.REGISTRY)).as(wrong).isEmpty();
        }
    }

    @Test
    void aSealHoldsAMinuteAndTheSkew() {
        String token = tokens.mint(Role.GATEWAY, Role.REGISTRY);
        String sealed = seal.seal(CALLER);
        clock.pass(CallerSeal.LIFETIME.plus(TokenVerifier.SKEW));
        assertThat(seal.open(sealed, token, Role.REGISTRY)).isPresent();
        clock.pass(Duration.ofMillis(1));
        assertThat(seal.open(sealed, token, Role.REGISTRY)).isEmpty();
    }

    @Test
    void whoHasNoKeySealsNothingThatOpens() {
        assertThat(new CallerSeal(tokens(TokenSource.NONE), clock).seal(CALLER)).isEmpty();
    }

    @Test
    void aGrantAllowsItsActionOnMatchingModelsOnly() {
        Caller caller = new Caller("p", "t", List.of(new Grant("min*", Action.INFER)));
        assertThat(caller.may(Action.INFER, "minilm")).isTrue();
        assertThat(caller.may(Action.INFER, "max")).isFalse();
        assertThat(caller.may(Action.READ, "minilm")).isFalse();
    }

    @Test
    void eachRoleHasAnEnrolmentSecretOfItsOwn() {
        EnrolmentSecrets secrets = EnrolmentSecrets.ofMaster("11".repeat(32));
        for (Role role : Role.values()) {
            for (Role other : Role.values()) {
                assertThat(secrets.matches(role, secrets.of(other))).isEqualTo(role == other);
            }
        }
        assertThat(EnrolmentSecrets.ofMaster("22".repeat(32)).of(Role.REPLICA))
                .isNotEqualTo(secrets.of(Role.REPLICA));
        assertThat(secrets.toString()).doesNotContain("11");
    }

    @Test
    void theRegistryCallsNobodyAndNobodyItself() {
        assertThat(Role.REGISTRY.callees()).isEmpty();
        for (Role role : Role.values()) {
            assertThat(role.callees()).doesNotContain(role);
        }
        assertThat(Role.REPLICA.callees()).containsExactly(Role.REGISTRY, Role.STORE);
    }

    @Test
    void aShortOrBrokenSecretIsRefusedAndNeverPrinted() {
        assertThatThrownBy(() -> ServiceSecret.ofHex("abcd")).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> ServiceSecret.ofHex("zz")).hasMessageContaining("hexadecimal");
        assertThat(ServiceSecret.ofHex("11".repeat(32)).toString()).doesNotContain("11");
    }
}
