package dev.slipway.trust;

import dev.slipway.contract.token.EnrolmentReply;
import org.jspecify.annotations.Nullable;

/** The registry as a service enrols with it; knows the role and its secret. Ends in time. */
public interface Enrolment {
    /**
     * Asks for fresh tokens.
     *
     * @param callerKey a gateway's public key; null for all others
     */
    EnrolmentReply enrol(String instance, @Nullable String callerKey)
            throws EnrolmentFailedException;
}
