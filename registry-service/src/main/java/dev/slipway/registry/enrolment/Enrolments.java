package dev.slipway.registry.enrolment;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.token.EnrolmentReply;
import dev.slipway.contract.token.EnrolmentReply.AudienceToken;
import dev.slipway.contract.token.EnrolmentRequest;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.trust.EnrolmentSecrets;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceToken;
import dev.slipway.trust.TokenSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a service that proves its role one token for each service that this role may call. It needs
 * no database, so that tokens are renewed while that is away.
 */
public final class Enrolments {
    private final EnrolmentSecrets secrets;
    private final TokenSigner signer;
    private final Duration lifetime;
    private final InstantSource clock;

    public Enrolments(
            EnrolmentSecrets secrets, TokenSigner signer, Duration lifetime, InstantSource clock) {
        this.secrets = secrets;
        this.signer = signer;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    public Outcome<EnrolmentReply> enrol(EnrolmentRequest request) {
        Optional<Role> role =
                Role.ofWireName(request.role())
                        .filter(claimed -> secrets.matches(claimed, request.secret()));
        if (role.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.UNAUTHENTICATED,
                    "There is no such role with this enrolment secret;"
                            + " each role has its own SLIPWAY_ENROLMENT_SECRET.");
        }
        if ((role.get() == Role.GATEWAY) == (request.callerKey() == null)) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "A gateway, and nobody else, says with which key it signs (caller_key).");
        }
        try {
            return Outcome.done(
                    new EnrolmentReply(
                            lifetime.toMillis(),
                            tokens(role.get(), request.instance(), request.callerKey())));
        } catch (IllegalArgumentException malformed) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "The instance has 1 to 64 letters, digits, dots, underscores and dashes, and"
                            + " the caller key is Ed25519, X.509 in base64.");
        }
    }

    private List<AudienceToken> tokens(Role role, String instance, @Nullable String callerKey) {
        Instant now = clock.instant();
        List<AudienceToken> tokens = new ArrayList<>();
        for (Role audience : role.callees()) {
            ServiceToken token =
                    new ServiceToken(role, audience, instance, now, now.plus(lifetime), callerKey);
            tokens.add(new AudienceToken(audience.wireName(), signer.sign(token)));
        }
        return tokens;
    }
}
