package dev.slipway.registry.idempotency;

import dev.slipway.contract.Headers;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.trust.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key that a client chose for a create.
 *
 * @param header the value of {@code Idempotency-Key}; null when it chose none
 */
public record ClientKey(@Nullable String header) {
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,255}");

    public ClientKey {
        if (header != null && !PRINTABLE.matcher(header).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    Headers.IDEMPOTENCY_KEY
                            + " must be 1 to 255 printable characters without spaces.");
        }
    }

    /**
     * The key of one create; empty when the client chose none.
     *
     * @param route what is created, such as {@code models/digits/rollouts}
     * @param request what is asked for, in one fixed form
     */
    public Optional<IdempotencyKey> of(Caller caller, String route, String request) {
        return of(caller.tenantId(), caller.principal(), route, request);
    }

    /** The key of a create that somebody else's request asks for. */
    public Optional<IdempotencyKey> of(
            String tenantId, String principal, String route, String request) {
        return header == null
                ? Optional.empty()
                : Optional.of(
                        new IdempotencyKey(
                                tenantId, route, header, sha256(principal + "\n" + request)));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
