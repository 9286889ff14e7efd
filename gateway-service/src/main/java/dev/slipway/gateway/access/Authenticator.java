package dev.slipway.gateway.access;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.gateway.dialect.Refusal;
import dev.slipway.trust.Caller;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds who asks by the key in {@code Authorization}; the comparison takes constant time. */
public final class Authenticator {
    /** Who asks, or why nobody known does. */
    public sealed interface Identity {
        record Known(Caller caller) implements Identity {}

        record Stranger(Refusal refusal) implements Identity {}
    }

    private static final String SCHEME = "Bearer ";
    private static final String FORM = "slw_";
    private static final int PREFIX_LENGTH = 8;
    private static final Identity NO_KEY =
            stranger("No API key came with the request. Send \"Authorization: Bearer <key>\".");
    private static final Identity WRONG_KEY =
            stranger("The API key is not valid. Check it, or ask an administrator for a new one.");
    private static final Identity EXPIRED =
            stranger("The API key has expired. Ask an administrator for a new one.");

    private final Supplier<Keyring> keyring;
    private final KeyHash keyHash;
    private final Clock clock;
    private final KeyUses uses;

    public Authenticator(Supplier<Keyring> keyring, KeyHash keyHash, Clock clock, KeyUses uses) {
        this.keyring = keyring;
        this.keyHash = keyHash;
        this.clock = clock;
        this.uses = uses;
    }

    public Identity identify(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            return NO_KEY;
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return NO_KEY;
        }
        String key = authorization.substring(SCHEME.length()).strip();
        int end = FORM.length() + PREFIX_LENGTH;
        if (!key.startsWith(FORM) || key.length() <= end + 1 || key.charAt(end) != '_') {
            return WRONG_KEY;
        }
        Keyring.Entry entry = keyring.get().find(key.substring(FORM.length(), end));
        if (entry == null || !entry.hasHash(keyHash.of(key))) {
            return WRONG_KEY;
        }
        if (entry.hasExpired(clock.millis())) {
            return EXPIRED;
        }
        uses.used(entry.prefix());
        return new Identity.Known(entry.caller());
    }

    /**
     * Null when the caller may; deny by default. Whoever may ask a model may also read what it is.
     */
    public static @Nullable Refusal refusal(Caller caller, Action action, String model) {
        if (caller.may(action, model)
                || (action == Action.READ && caller.may(Action.INFER, model))) {
            return null;
        }
        return Refusal.of(
                ErrorCode.FORBIDDEN,
                "This key may not "
                        + verb(action)
                        + " the model \""
                        + model
                        + "\". Ask an administrator for the grant.");
    }

    private static String verb(Action action) {
        return switch (action) {
            case INFER -> "ask";
            case READ -> "read";
            case DEPLOY -> "load or unload";
            case ADMIN -> "administer";
        };
    }

    private static Identity stranger(String message) {
        return new Identity.Stranger(Refusal.of(ErrorCode.UNAUTHENTICATED, message));
    }
}
