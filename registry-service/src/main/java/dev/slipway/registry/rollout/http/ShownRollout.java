package dev.slipway.registry.rollout.http;

import dev.slipway.registry.rollout.Rollout;
import dev.slipway.registry.rollout.RolloutPlan;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rollout on the wire. */
record ShownRollout(
        UUID id,
        String model,
        @Nullable Integer fromVersion,
        int toVersion,
        String strategy,
        String state,
        String detail,
        int capacityNeeded,
        long bakeSeconds,
        Instant createdAt,
        Instant updatedAt) {
    static ShownRollout of(Rollout rollout) {
        RolloutPlan plan = rollout.plan();
        return new ShownRollout(
                plan.id(),
                plan.model(),
                plan.from() == null ? null : plan.from().number(),
                plan.to().number(),
                plan.strategy(),
                rollout.wireState(),
                rollout.detail(),
                plan.capacityNeeded(),
                plan.bake().toSeconds(),
                plan.createdAt(),
                rollout.updatedAt());
    }
}
