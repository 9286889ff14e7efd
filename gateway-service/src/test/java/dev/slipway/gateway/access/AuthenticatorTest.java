package dev.slipway.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.AccessDocument.AccessKey;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.access.Authenticator.Identity;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
    private static final String GOOD = "slw_goodkey1_secret";
    private static final String OLD = "slw_oldkey12_secret";
    private static final long NOW_MS = 1_000;

    private final KeyHash hash = new KeyHash("5e".repeat(32));
    private final KeyUses uses = new KeyUses();
    private final Keyring keyring =
            Keyring.of(
                    new AccessDocument(
                            new DocumentNumber(1, 1), List.of(key(GOOD, null), key(OLD, NOW_MS))));
    private final Authenticator authenticator =
            new Authenticator(
                    () -> keyring,
                    hash,
                    Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC),
                    uses);

    private AccessKey key(String key, @Nullable Long expiresAtMs) {
        return new AccessKey(
                key.substring(4, 12),
                HexFormat.of().formatHex(hash.of(key)),
                "test",
                "default",
                List.of(),
                expiresAtMs);
    }

    @Test
    void onlyAKeyThatLetsItsOwnerInCountsAsUsed() {
        assertThat(authenticator.identify("Bearer slw_goodkey1_guess"))
                .isInstanceOf(Identity.Stranger.class);
        assertThat(authenticator.identify("Bearer slw_nobodys1_secret"))
                .isInstanceOf(Identity.Stranger.class);
        assertThat(authenticator.identify("Bearer " + OLD)).isInstanceOf(Identity.Stranger.class);
        assertThat(uses.count()).isZero();

        assertThat(authenticator.identify("Bearer " + GOOD)).isInstanceOf(Identity.Known.class);
        assertThat(authenticator.identify("Bearer " + GOOD)).isInstanceOf(Identity.Known.class);
        assertThat(uses.take(10)).containsExactly("goodkey1");
    }
}
