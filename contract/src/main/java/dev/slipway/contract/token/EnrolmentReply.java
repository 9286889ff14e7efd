package dev.slipway.contract.token;

import java.util.List;

/**
 * One token for each service that the asking one may call.
 *
 * @param lifetimeMs how long they hold from now on
 */
public record EnrolmentReply(long lifetimeMs, List<AudienceToken> tokens) {
    public EnrolmentReply {
        tokens = List.copyOf(tokens);
    }

    /** A token and the role of the service that takes it. */
    public record AudienceToken(String audience, String token) {
        /** Without the token. */
        @Override
        public String toString() {
            return "AudienceToken[" + audience + "]";
        }
    }
}
