package dev.slipway.trust;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of whoever holds the registry's key: for tests and tools, along edges that are none. */
public final class SignedOnDemand implements TokenSource {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TokenSigner signer;
    private final SigningKeyPair callerKey = SigningKeyPair.fresh(new SecureRandom());
    private final InstantSource clock;

    public SignedOnDemand(TokenSigner signer, InstantSource clock) {
        this.signer = signer;
        this.clock = clock;
    }

    @Override
    public String token(Role caller, Role audience) {
        var now = clock.instant();
        @Nullable String key = caller == Role.GATEWAY ? callerKey.publicKey() : null;
        return signer.sign(
                new ServiceToken(caller, audience, "on-demand", now, now.plus(LIFETIME), key));
    }

    @Override
    public Optional<SigningKeyPair> callerKey() {
        return Optional.of(callerKey);
    }
}
