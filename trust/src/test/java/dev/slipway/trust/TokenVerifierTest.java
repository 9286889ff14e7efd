package dev.slipway.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.supervision.environment.SettingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
    private static final SigningKeyPair OURS = SigningKeyPair.fresh(new SecureRandom());
    private static final SigningKeyPair THEIRS = SigningKeyPair.fresh(new SecureRandom());
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final FakeClock clock = new FakeClock();
    private final TokenVerifier verifier = new TokenVerifier(OURS.publicKey(), clock);

    private String signed(SigningKeyPair key, Role role, Role audience) {
        return TokenSigner.of(key.privateKey())
                .sign(
                        new ServiceToken(
                                role,
                                audience,
                                "i-1",
                                clock.instant(),
                                clock.instant().plus(LIFETIME),
                                null));
    }

    @Test
    void aTokenSaysWhoCallsToItsAudienceOnly() {
        String token = signed(OURS, Role.REPLICA, Role.REGISTRY);
        for (int look = 0; look < 2; look++) {
            assertThat(verifier.verify(token, Role.REGISTRY).map(ServiceToken::role))
                    .contains(Role.REPLICA);
            assertThat(verifier.verify(token, Role.STORE)).isEmpty();
        }
        assertThat(new TokenVerifier(OURS.publicKey(), clock).verify(token, Role.STORE)).isEmpty();
    }

    @Test
    void whatAnotherKeySignedIsRefused() {
        assertThat(verifier.verify(signed(THEIRS, Role.REPLICA, Role.REGISTRY), Role.REGISTRY))
                .isEmpty();
        assertThat(verifier.kept()).as("what was refused takes no place").isZero();
    }

    @Test
    void whatWasChangedIsRefused() {
        String token = signed(OURS, Role.REPLICA, Role.REGISTRY);
        String claims = token.substring(3, token.lastIndexOf('.'));
        String other =
                new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8)
                        .replace("replica", "gateway");
        String forged =
                "v1."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(other.getBytes(StandardCharsets.UTF_8))
                        + token.substring(token.lastIndexOf('.'));
        assertThat(verifier.verify(token, Role.REGISTRY)).isPresent();
        assertThat(verifier.verify(forged, Role.REGISTRY)).isEmpty();
        for (String nonsense :
                List.of(
                        "",
                        "v1.",
                        "v1..",
                        "v1.a.b",
                        "v2" + token.substring(2),
                        token.substring(1),
                        token.substring(0, token.length() - 3),
                        token + "A",
                        "v1." + claims + ".",
                        "v1.!!!.!!!",
                        "v1." + "a".repeat(9_000) + ".b")) {
            assertThat(verifier.verify(nonsense, Role.REGISTRY)).as(nonsense).isEmpty();
        }
    }

    @Test
    void aTokenEndsAMinuteAfterItsTimeAndTheCacheDoesNotOutliveIt() {
        String token = signed(OURS, Role.REPLICA, Role.REGISTRY);
        assertThat(verifier.verify(token, Role.REGISTRY)).isPresent();
        assertThat(verifier.kept()).isEqualTo(1);
        clock.pass(LIFETIME.plus(TokenVerifier.SKEW));
        assertThat(verifier.verify(token, Role.REGISTRY)).as("clocks may differ").isPresent();
        clock.pass(Duration.ofMillis(1));
        assertThat(verifier.verify(token, Role.REGISTRY)).isEmpty();
        assertThat(verifier.kept()).isZero();
    }

    @Test
    void aTokenOfTheFutureIsRefusedBeyondTheSkew() {
        String token = signed(OURS, Role.REPLICA, Role.REGISTRY);
        clock.pass(TokenVerifier.SKEW.negated());
        assertThat(verifier.verify(token, Role.REGISTRY)).isPresent();
        clock.pass(Duration.ofMillis(-1));
        assertThat(verifier.verify(token, Role.REGISTRY)).isEmpty();
    }

    @Test
    void anExpiredTokenIsTakenWhileTheOneWhoIsAskedSaysSo() {
        boolean[] excused = {true};
        List<ServiceToken> asked = new ArrayList<>();
        TokenVerifier lenient =
                new TokenVerifier(
                        OURS.publicKey(),
                        clock,
                        token -> {
                            asked.add(token);
                            return excused[0];
                        });
        String token = signed(OURS, Role.GATEWAY, Role.REPLICA);
        assertThat(lenient.verify(token, Role.REPLICA)).isPresent();
        assertThat(asked).as("not while it holds").isEmpty();
        clock.pass(Duration.ofDays(1));
        assertThat(lenient.verify(token, Role.REPLICA)).isPresent();
        assertThat(
                        new TokenVerifier(OURS.publicKey(), clock, _ -> true)
                                .verify(token, Role.REPLICA))
                .as("also one that was never seen before")
                .isPresent();
        excused[0] = false;
        assertThat(lenient.verify(token, Role.REPLICA)).isEmpty();
        String theirs = signed(THEIRS, Role.GATEWAY, Role.REPLICA);
        clock.pass(Duration.ofDays(1));
        excused[0] = true;
        assertThat(lenient.verify(theirs, Role.REPLICA)).isEmpty();
    }

    @Test
    void aTokenOfTheFutureIsTakenWhileTheOneWhoIsAskedSaysSo() {
        boolean[] excused = {true};
        TokenVerifier lenient = new TokenVerifier(OURS.publicKey(), clock, _ -> excused[0]);
        String token = signed(OURS, Role.GATEWAY, Role.REPLICA);
        String theirs = signed(THEIRS, Role.GATEWAY, Role.REPLICA);
        clock.pass(Duration.ofDays(-1));
        assertThat(lenient.verify(token, Role.REPLICA)).isPresent();
        assertThat(lenient.verify(theirs, Role.REPLICA)).as("never a forged one").isEmpty();
        excused[0] = false;
        assertThat(lenient.verify(token, Role.REPLICA)).isEmpty();
    }

    @Test
    void whileKeysAreChangedTokensOfBothAreTaken() {
        String old = signed(OURS, Role.STORE, Role.REGISTRY);
        String next = signed(THEIRS, Role.STORE, Role.REGISTRY);
        TokenVerifier both = new TokenVerifier(THEIRS.publicKey() + ", " + OURS.publicKey(), clock);
        assertThat(both.verify(old, Role.REGISTRY)).isPresent();
        assertThat(both.verify(next, Role.REGISTRY)).isPresent();
        TokenVerifier changed = new TokenVerifier(THEIRS.publicKey(), clock);
        assertThat(changed.verify(old, Role.REGISTRY)).isEmpty();
        assertThat(changed.verify(next, Role.REGISTRY)).isPresent();
        assertThat(both.trusts(TokenSigner.of(OURS.privateKey()))).isTrue();
        assertThat(changed.trusts(TokenSigner.of(OURS.privateKey()))).isFalse();
    }

    @Test
    void onlySoManyTokensAreKept() {
        TokenVerifier small = new TokenVerifier(OURS.publicKey(), clock, _ -> false, 3);
        for (int each = 0; each < 10; each++) {
            clock.pass(Duration.ofMillis(1));
            assertThat(small.verify(signed(OURS, Role.STORE, Role.REGISTRY), Role.REGISTRY))
                    .isPresent();
            assertThat(small.kept()).isBetween(1, 3);
        }
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndNeverPrinted() {
        for (String none : List.of("", "c2VjcmV0c2VjcmV0", OURS.publicKey() + ",c2Vj!")) {
            assertThatThrownBy(() -> new TokenVerifier(none, clock))
                    .isInstanceOf(SettingException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("SLIPWAY_VERIFY_KEY must be")
                    .hasMessageNotContaining("c2Vj");
        }
        assertThatThrownBy(() -> TokenSigner.of("c2VjcmV0c2VjcmV0"))
                .isInstanceOf(SettingException.class)
                .hasNoCause()
                .hasMessageStartingWith("SLIPWAY_SIGNING_KEY must be")
                .hasMessageNotContaining("c2Vj");
        assertThat(OURS.toString()).doesNotContain(OURS.privateKey());
        assertThat(TokenSigner.of(OURS.privateKey())).hasToString("TokenSigner[hidden]");
    }
}
