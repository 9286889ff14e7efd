package dev.slipway.inference.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.trust.Role;
import dev.slipway.trust.SignedOnDemand;
import dev.slipway.trust.SigningKeyPair;
import dev.slipway.trust.TokenSigner;
import dev.slipway.trust.TokenVerifier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RegistryContactTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final SigningKeyPair KEYS = SigningKeyPair.fresh(new SecureRandom());

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final RegistryContact contact = new RegistryContact(() -> now);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void whoNeverHeardTheRegistryExcusesAll() {
        contact.silent();
        assertThat(contact.excuses(now.minus(Duration.ofDays(9)))).isTrue();
    }

    @Test
    void whoHearsTheRegistryExcusesNothingThatExpiredBefore() {
        contact.silent();
        contact.answered();
        assertThat(contact.excuses(now.minus(MINUTE))).as("the first contact").isFalse();
        pass(MINUTE);
        contact.answered();
        assertThat(contact.excuses(now.minus(MINUTE))).isFalse();
    }

    @Test
    void whatExpiresDuringAnOutageIsExcusedUntilShortlyAfterIt() {
        contact.answered();
        pass(MINUTE);
        contact.silent();
        pass(MINUTE);
        Instant expired = now;
        pass(Duration.ofDays(1));
        contact.silent();
        assertThat(contact.excuses(expired)).isTrue();
        contact.answered();
        pass(RegistryContact.GRACE.minusMillis(1));
        contact.answered();
        assertThat(contact.excuses(expired)).as("a gateway may still renew").isTrue();
        pass(Duration.ofMillis(1));
        assertThat(contact.excuses(expired)).isFalse();
    }

    @Test
    void anotherOutageExcusesNothingThatCouldHaveBeenRenewedBefore() {
        Instant expired = now;
        pass(MINUTE);
        contact.answered();
        pass(RegistryContact.GRACE);
        contact.answered();
        contact.silent();
        pass(MINUTE);
        assertThat(contact.excuses(expired)).as("heard since").isFalse();
        contact.answered();
        assertThat(contact.excuses(expired)).as("and again").isFalse();
        contact.silent();
        assertThat(contact.excuses(expired)).as("and away again").isFalse();
    }

    @Test
    void contactThatIsTooShortToRenewForAllCountsAsNone() {
        contact.answered();
        pass(MINUTE);
        contact.answered();
        contact.silent();
        pass(MINUTE);
        Instant expired = now;
        for (int blip = 0; blip < 3; blip++) {
            pass(Duration.ofHours(1));
            contact.answered();
            assertThat(contact.excuses(expired)).as("back").isTrue();
            pass(RegistryContact.GRACE.minusMillis(1));
            contact.answered();
            assertThat(contact.excuses(expired)).as("just before the grace is over").isTrue();
            contact.silent();
            pass(Duration.ofHours(1));
            assertThat(contact.excuses(expired)).as("away again").isTrue();
        }
        contact.answered();
        pass(RegistryContact.GRACE);
        contact.answered();
        assertThat(contact.excuses(expired)).as("back for long enough").isFalse();
        contact.silent();
        assertThat(contact.excuses(expired)).isFalse();
    }

    @Test
    void aShortFirstContactCountsAsNoneToo() {
        Instant expired = now;
        pass(MINUTE);
        contact.answered();
        assertThat(contact.excuses(expired)).isFalse();
        contact.silent();
        assertThat(contact.excuses(expired)).isTrue();
        pass(MINUTE);
        contact.answered();
        assertThat(contact.excuses(expired)).as("a gateway may still renew").isTrue();
    }

    @Test
    void whatIsNotYetValidIsExcusedOnlyWhileTheRegistryIsAway() {
        contact.answered();
        pass(MINUTE);
        contact.answered();
        Instant issued = now;
        Instant expired = issued.plus(MINUTE);
        pass(Duration.ofHours(-1));
        assertThat(contact.excuses(issued, expired)).as("the registry is heard").isFalse();
        contact.silent();
        assertThat(contact.excuses(issued, expired)).as("nobody can renew").isTrue();
        assertThat(contact.excuses(issued.minus(MINUTE), issued.minusMillis(1)))
                .as("it had expired while the registry was heard")
                .isFalse();
    }

    @Test
    void whoHearsTheRegistryAfterItsClockWasSetBackBeginsAnew() {
        contact.answered();
        pass(MINUTE);
        contact.answered();
        contact.silent();
        Instant issued = now;
        Instant expired = issued.plus(MINUTE);
        pass(Duration.ofHours(-1));
        contact.answered();
        assertThat(contact.excuses(issued, expired)).as("a gateway may still renew").isTrue();
        assertThat(contact.excuses(now.minus(MINUTE))).as("and what expired before").isTrue();
        pass(RegistryContact.GRACE);
        contact.answered();
        assertThat(contact.excuses(issued, expired)).isFalse();
        assertThat(contact.excuses(now.minus(MINUTE))).isFalse();
    }

    @Test
    void aClockThatIsSetBackDuringContactGivesTimeToRenewToo() {
        contact.answered();
        Instant issued = now;
        pass(Duration.ofHours(-1));
        contact.answered();
        assertThat(contact.excuses(issued, issued.plus(MINUTE))).isTrue();
        pass(RegistryContact.GRACE);
        contact.answered();
        assertThat(contact.excuses(issued, issued.plus(MINUTE))).isFalse();
    }

    @Test
    void aGatewaysTokenServesThroughAnOutageThatIsLongerThanItsLife() {
        TokenVerifier verifier =
                new TokenVerifier(
                        KEYS.publicKey(),
                        () -> now,
                        token -> contact.excuses(token.issuedAt(), token.expiresAt()));
        contact.answered();
        String token =
                new SignedOnDemand(TokenSigner.of(KEYS.privateKey()), () -> now)
                        .token(Role.GATEWAY, Role.REPLICA);
        contact.silent();
        for (int hour = 0; hour < 48; hour++) {
            pass(Duration.ofHours(1));
            contact.silent();
            assertThat(verifier.verify(token, Role.REPLICA)).isPresent();
        }
        contact.answered();
        assertThat(verifier.verify(token, Role.REPLICA)).isPresent();
        pass(RegistryContact.GRACE);
        contact.answered();
        assertThat(verifier.verify(token, Role.REPLICA)).isEmpty();
    }
}
