package dev.slipway.registry.access;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.trust.Caller;
import java.util.Locale;

/** What a caller may do; everything that no grant allows is refused. */
public final class Permission {
    /** Stands for everything that belongs to no model. */
    public static final String PLATFORM = "*";

    private Permission() {}

    /** Goes on only when the caller has the grant. */
    public static void require(Caller caller, Action action, String model) {
        if (!caller.may(action, model)) {
            String name = action.name().toLowerCase(Locale.ROOT);
            throw new RefusedException(
                    ErrorCode.FORBIDDEN,
                    model.equals(PLATFORM)
                            ? "This key has no '" + name + "' grant on '*'; use one that has it."
                            : "This key has no '%s' grant on model '%s'; use one that has it."
                                    .formatted(name, model));
        }
    }

    /** Goes on when the caller may read the platform, or administer it. */
    public static void requirePlatformRead(Caller caller) {
        if (!caller.may(Action.ADMIN, PLATFORM)) {
            require(caller, Action.READ, PLATFORM);
        }
    }
}
