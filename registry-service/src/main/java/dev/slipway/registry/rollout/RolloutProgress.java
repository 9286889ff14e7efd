package dev.slipway.registry.rollout;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.failpoint.Failpoints;
import dev.slipway.registry.replica.Assignments;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Carries rollouts from step to step. Each step is one transaction that decides by what it reads in
 * it, so that a crash, or a second registry, never makes a step twice.
 */
public final class RolloutProgress {
    /** More steps in one tick than a rollout has. */
    private static final int MOST_STEPS = 8;

    private final Truth truth;
    private final Rollouts rollouts;
    private final Deployments deployments;
    private final Assignments assignments;
    private final Observatory observatory;
    private final Failpoints failpoints;

    public RolloutProgress(
            Truth truth,
            Rollouts rollouts,
            Deployments deployments,
            Assignments assignments,
            Observatory observatory,
            Failpoints failpoints) {
        this.truth = truth;
        this.rollouts = rollouts;
        this.deployments = deployments;
        this.assignments = assignments;
        this.observatory = observatory;
        this.failpoints = failpoints;
    }

    /**
     * Carries every active rollout as far as it can go now.
     *
     * @return whether there was any
     */
    public boolean tick() {
        List<UUID> active = truth.read(rollouts::active);
        for (UUID id : active) {
            for (int steps = 0; steps < MOST_STEPS && moves(id); steps++) {
                String name = truth.change(change -> step(change, id));
                failpoints.pass(name + "-after-commit");
            }
        }
        return !active.isEmpty();
    }

    /** Looks without the lock of a change, since mostly there is nothing to do. */
    private boolean moves(UUID id) {
        return truth.read(() -> !(next(rollout(id)) instanceof Step.Stay));
    }

    private Rollout rollout(UUID id) {
        return rollouts.byId(id).orElseThrow();
    }

    private Step next(Rollout rollout) {
        return rollout.advance(observatory.observe(rollout));
    }

    /** Makes one step and says its failpoint's name. */
    private String step(Change change, UUID id) {
        Rollout rollout = rollout(id);
        Instant now = change.now();
        String name =
                switch (next(rollout)) {
                    case Step.Stay() -> "rollout-stay";
                    case Step.Switch() -> {
                        route(rollout, true);
                        DocumentNumber by = change.raise(DocumentKind.ROUTING);
                        rollouts.update(rollout.switched(by, now));
                        yield "rollout-switch";
                    }
                    case Step.Bake(Instant until) -> {
                        rollouts.update(rollout.baking(until, now));
                        yield "rollout-bake";
                    }
                    case Step.Retire() -> {
                        route(rollout, false);
                        DocumentNumber by = change.raise(DocumentKind.ROUTING);
                        rollouts.update(rollout.retired(by, now));
                        assignments.reconcile(change);
                        yield "rollout-retire";
                    }
                    case Step.Complete() -> {
                        rollouts.update(rollout.completed(now));
                        yield "rollout-complete";
                    }
                    case Step.Fail(String sentence) -> {
                        rollouts.update(rollout.ended(RolloutState.FAILED, sentence, now));
                        assignments.reconcile(change);
                        yield "rollout-fail";
                    }
                };
        failpoints.pass(name + "-before-commit");
        return name;
    }

    private void route(Rollout rollout, boolean keepOld) {
        Map<UUID, Integer> traffic = new HashMap<>();
        RolloutPlan.RolledVersion from = rollout.plan().from();
        if (keepOld && from != null) {
            traffic.put(from.id(), 0);
        }
        traffic.put(rollout.plan().to().id(), 100);
        deployments.route(rollout.plan().deploymentId(), traffic);
    }
}
