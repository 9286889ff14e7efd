package dev.slipway.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.Grant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustTest {
    private static final ServiceSecret OURS = ServiceSecret.ofHex("11".repeat(32));
    private static final ServiceSecret THEIRS = ServiceSecret.ofHex("22".repeat(32));

    @Test
    void aTokenNamesItsCallerToItsAudienceOnly() {
        ServiceTokens tokens = new ServiceTokens(OURS);
        String token = tokens.mint(Role.REPLICA, Role.REGISTRY);
        assertThat(tokens.verify(token, Role.REGISTRY)).contains(Role.REPLICA);
        assertThat(tokens.verify(token, Role.STORE)).isEmpty();
        assertThat(new ServiceTokens(THEIRS).verify(token, Role.REGISTRY)).isEmpty();
        assertThat(tokens.verify("", Role.REGISTRY)).isEmpty();
        assertThat(tokens.verify("replica.registry.00", Role.REGISTRY)).isEmpty();
    }

    @Test
    void aSealedCallerOpensUnchangedAndOnlyWithTheSameSecret() {
        Caller caller =
                new Caller(
                        "key:ops",
                        "0190",
                        List.of(new Grant("*", Action.ADMIN), new Grant("min*", Action.INFER)));
        String sealed = new CallerSeal(OURS).seal(caller);
        assertThat(new CallerSeal(OURS).open(sealed)).contains(caller);
        assertThat(new CallerSeal(THEIRS).open(sealed)).isEmpty();
        assertThat(new CallerSeal(OURS).open(sealed.substring(1))).isEmpty();
        assertThat(new CallerSeal(OURS).open("nonsense")).isEmpty();
    }

    @Test
    void aGrantAllowsItsActionOnMatchingModelsOnly() {
        Caller caller = new Caller("p", "t", List.of(new Grant("min*", Action.INFER)));
        assertThat(caller.may(Action.INFER, "minilm")).isTrue();
        assertThat(caller.may(Action.INFER, "max")).isFalse();
        assertThat(caller.may(Action.READ, "minilm")).isFalse();
    }

    @Test
    void aShortOrBrokenSecretIsRefusedAndNeverPrinted() {
        assertThatThrownBy(() -> ServiceSecret.ofHex("abcd")).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> ServiceSecret.ofHex("zz")).hasMessageContaining("hexadecimal");
        assertThat(OURS.toString()).doesNotContain("11");
    }
}
