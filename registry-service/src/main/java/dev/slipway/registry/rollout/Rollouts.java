package dev.slipway.registry.rollout;

import dev.slipway.registry.page.Cursor.ByTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rollouts as they are kept; to be used inside the truth's transactions. */
public interface Rollouts {
    /** Keeps a new rollout; the database refuses a second active one of a deployment. */
    void add(Rollout rollout);

    void update(Rollout rollout);

    Optional<Rollout> byId(UUID id);

    /** The same, if it is of this tenant's model. */
    default Optional<Rollout> ofModel(String tenantId, String model, UUID id) {
        return byId(id).filter(rollout -> rollout.plan().isOf(tenantId, model));
    }

    Optional<Rollout> activeOf(UUID deploymentId);

    /** Those that began before this, newest first. */
    List<Rollout> of(UUID deploymentId, ByTime before, int most);

    /** All that are not over. */
    List<UUID> active();
}
