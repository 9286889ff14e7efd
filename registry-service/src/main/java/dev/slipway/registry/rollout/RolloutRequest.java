package dev.slipway.registry.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param strategy null for the default
 * @param bakeSeconds null for the default
 */
public record RolloutRequest(
        String tenantId,
        String principal,
        String model,
        int version,
        @Nullable String strategy,
        @Nullable Integer bakeSeconds) {}
