package dev.slipway.registry.rollout.jpa;

import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.rollout.Rollout;
import dev.slipway.registry.rollout.RolloutState;
import dev.slipway.registry.rollout.Rollouts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

@Component
class JpaRollouts implements Rollouts {
    private static final List<String> ACTIVE =
            Arrays.stream(RolloutState.values())
                    .filter(RolloutState::isActive)
                    .map(RolloutState::wireName)
                    .toList();

    private final RolloutRows rows;

    JpaRollouts(RolloutRows rows) {
        this.rows = rows;
    }

    @Override
    public void add(Rollout rollout) {
        rows.saveAndFlush(RolloutRow.of(rollout));
    }

    @Override
    public void update(Rollout rollout) {
        RolloutRow row = rows.findById(rollout.plan().id()).orElseThrow();
        rows.saveAndFlush(row.moved(rollout));
    }

    @Override
    public Optional<Rollout> byId(UUID id) {
        return rows.findById(id).map(RolloutRow::toRollout);
    }

    @Override
    public Optional<Rollout> activeOf(UUID deploymentId) {
        return rows.findByDeploymentIdAndStateIn(deploymentId, ACTIVE).map(RolloutRow::toRollout);
    }

    @Override
    public List<Rollout> of(UUID deploymentId, ByTime before, int most) {
        return rows.before(deploymentId, before.at(), before.id(), Limit.of(most)).stream()
                .map(RolloutRow::toRollout)
                .toList();
    }

    @Override
    public List<UUID> active() {
        return rows.idsInStates(ACTIVE);
    }
}
