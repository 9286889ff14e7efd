package dev.slipway.trust;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token says.
 *
 * @param role who calls
 * @param audience who takes it
 * @param instance which process of that role
 * @param callerKey the key (X.509, base64) with which a gateway signs on whose behalf it asks; null
 *     for all others
 */
public record ServiceToken(
        Role role,
        Role audience,
        String instance,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable String callerKey) {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/=]{1,128}");
    private static final int LINES = 6;

    public ServiceToken {
        if (!INSTANCE.matcher(instance).matches()) {
            throw new IllegalArgumentException(
                    "an instance has 1 to 64 letters, digits, dots, underscores and dashes");
        }
        if (callerKey != null) {
            if (!KEY.matcher(callerKey).matches()) {
                throw new IllegalArgumentException("a caller key must be X.509 in base64");
            }
            var _ = Ed25519.publicKey(callerKey);
        }
    }

    /** The claims as they are signed: base64url of one line each. */
    String claims() {
        String lines =
                String.join(
                        "\n",
                        role.wireName(),
                        audience.wireName(),
                        instance,
                        Long.toString(issuedAt.toEpochMilli()),
                        Long.toString(expiresAt.toEpochMilli()),
                        callerKey == null ? "" : callerKey);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(lines.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when these are no claims that {@link #claims} could have written. */
    static Optional<ServiceToken> ofClaims(String claims) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
            List<String> lines = List.of(text.split("\n", -1));
            if (lines.size() != LINES) {
                return Optional.empty();
            }
            String key = lines.get(5);
            return Optional.of(
                    new ServiceToken(
                            Role.ofWireName(lines.get(0)).orElseThrow(),
                            Role.ofWireName(lines.get(1)).orElseThrow(),
                            lines.get(2),
                            Instant.ofEpochMilli(Long.parseLong(lines.get(3))),
                            Instant.ofEpochMilli(Long.parseLong(lines.get(4))),
                            key.isEmpty() ? null : key));
        } catch (IllegalArgumentException | NoSuchElementException unreadable) {
            return Optional.empty();
        }
    }
}
