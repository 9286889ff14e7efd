package dev.slipway.trust;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one enrolment gave: tokens by callee, and the key that they name.
 *
 * @param callerKey null for services that are no gateway
 */
public record Purse(@Nullable SigningKeyPair callerKey, Map<Role, String> tokens) {
    static final Purse EMPTY = new Purse(null, Map.of());

    public Purse {
        EnumMap<Role, String> copy = new EnumMap<>(Role.class);
        copy.putAll(tokens);
        tokens = Collections.unmodifiableMap(copy);
    }

    String token(Role audience) {
        return tokens.getOrDefault(audience, "");
    }

    /** Without tokens and key. */
    @Override
    public String toString() {
        return "Purse" + tokens.keySet();
    }
}
