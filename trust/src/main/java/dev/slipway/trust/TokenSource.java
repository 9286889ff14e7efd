package dev.slipway.trust;

import java.util.Optional;

/** Where a service's own tokens come from. */
public interface TokenSource {
    /** For a service that calls nobody. */
    TokenSource NONE =
            new TokenSource() {
                @Override
                public String token(Role caller, Role audience) {
                    return "";
                }

                @Override
                public Optional<SigningKeyPair> callerKey() {
                    return Optional.empty();
                }
            };

    /** The token for this callee; empty text, which every callee refuses, while there is none. */
    String token(Role caller, Role audience);

    /** With what this process signs on whose behalf it asks; gateways only. */
    Optional<SigningKeyPair> callerKey();
}
