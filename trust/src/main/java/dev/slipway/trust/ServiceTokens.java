package dev.slipway.trust;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a service its tokens for {@code X-Slipway-Service-Token} and checks those of others. The
 * callers and checkers see only this class, so that the kind of token can change behind it.
 */
public final class ServiceTokens {
    private final TokenSource own;
    private final TokenVerifier verifier;

    public ServiceTokens(TokenSource own, TokenVerifier verifier) {
        this.own = own;
        this.verifier = verifier;
    }

    /** The token to send now; ask again for each call, since tokens are renewed. */
    public String mint(Role caller, Role audience) {
        return own.token(caller, audience);
    }

    /** Whether a service of that role calls that audience with this token. */
    public boolean isFrom(Role caller, @Nullable String token, Role audience) {
        return token != null && verify(token, audience).filter(caller::equals).isPresent();
    }

    /** Who calls, or empty when the token is missing, forged, too old or for somebody else. */
    public Optional<Role> verify(String token, Role audience) {
        return verifier.verify(token, audience).map(ServiceToken::role);
    }

    TokenSource own() {
        return own;
    }

    TokenVerifier verifier() {
        return verifier;
    }
}
