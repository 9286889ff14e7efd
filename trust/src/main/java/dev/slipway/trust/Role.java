package dev.slipway.trust;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which kind of service speaks or is spoken to. */
public enum Role {
    GATEWAY,
    REGISTRY,
    STORE,
    REPLICA,
    AUTOSCALER;

    /** Whom it may call. No other edge exists, so no token is ever minted for another one. */
    public Set<Role> callees() {
        return switch (this) {
            case GATEWAY -> EnumSet.of(REGISTRY, STORE, REPLICA, AUTOSCALER);
            case REGISTRY -> EnumSet.noneOf(Role.class);
            case STORE -> EnumSet.of(REGISTRY);
            case REPLICA -> EnumSet.of(REGISTRY, STORE);
            case AUTOSCALER -> EnumSet.of(GATEWAY, REGISTRY, REPLICA);
        };
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty when no role has this name. */
    public static Optional<Role> ofWireName(String name) {
        for (Role role : values()) {
            if (role.wireName().equals(name)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
