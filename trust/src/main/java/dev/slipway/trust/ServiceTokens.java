package dev.slipway.trust;

import java.util.Optional;

/**
 * Mints and checks the tokens of {@code X-Slipway-Service-Token}: {@code caller.audience.hmac}. The
 * callers and checkers see only this class, so that the kind of token can change behind it.
 */
public final class ServiceTokens {
    private final ServiceSecret secret;

    public ServiceTokens(ServiceSecret secret) {
        this.secret = secret;
    }

    public String mint(Role caller, Role audience) {
        String claim = caller.wireName() + "." + audience.wireName();
        return claim + "." + secret.hmacHex("service:" + claim);
    }

    /** Who calls, or empty when the token is missing, forged or meant for another audience. */
    public Optional<Role> verify(String token, Role audience) {
        for (Role caller : Role.values()) {
            String claim = caller.wireName() + "." + audience.wireName();
            if (token.startsWith(claim + ".")
                    && secret.matches("service:" + claim, token.substring(claim.length() + 1))) {
                return Optional.of(caller);
            }
        }
        return Optional.empty();
    }
}
