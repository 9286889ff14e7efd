package dev.slipway.registry.rollout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.replica.Assignments;
import dev.slipway.registry.rollout.RolloutPlan.RolledVersion;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Takes a rollout back: before the switch it is aborted, after it one document goes back. */
public final class Rollback {
    private final Truth truth;
    private final Rollouts rollouts;
    private final Deployments deployments;
    private final Assignments assignments;
    private final Audit audit;

    public Rollback(
            Truth truth,
            Rollouts rollouts,
            Deployments deployments,
            Assignments assignments,
            Audit audit) {
        this.truth = truth;
        this.rollouts = rollouts;
        this.deployments = deployments;
        this.assignments = assignments;
        this.audit = audit;
    }

    /** Takes back a rollout of this model, or says why not. */
    public Outcome<WrittenRollout> rollBack(
            String tenantId, String principal, String model, UUID id) {
        return truth.change(change ->
                rollouts.ofModel(tenantId, model, id)
                        .map(rollout -> rollBack(change, principal, rollout))
                        .orElseGet(Rollback::unknown));
    }

    /** Ends a rollout of this model before its switch, or says why not. */
    public Outcome<WrittenRollout> abort(String tenantId, String principal, String model, UUID id) {
        return truth.change(change ->
                rollouts.ofModel(tenantId, model, id)
                        .map(rollout ->
                                rollout.switchedBy() == null || !rollout.state().isActive()
                                        ? rollBack(change, principal, rollout)
                                        : Rollback.<WrittenRollout>switched())
                        .orElseGet(Rollback::unknown));
    }

    private static <T> Outcome<T> unknown() {
        return Outcome.refused(ErrorCode.RESOURCE_NOT_FOUND, "This model has no such rollout.");
    }

    private static <T> Outcome<T> switched() {
        return Outcome.refused(
                ErrorCode.CONFLICT,
                "The traffic is switched already; roll the rollout back instead.");
    }

    private Outcome<WrittenRollout> rollBack(Change change, String principal, Rollout rollout) {
        Instant now = change.now();
        return switch (rollout.state()) {
            case PREPARING ->
                    end(
                            change,
                            principal,
                            rollout.ended(
                                    RolloutState.ABORTED,
                                    "Aborted before traffic was switched.",
                                    now));
            case PROGRESSING, BAKING -> {
                if (rollout.retiredBy() != null) {
                    yield refused("has ended its bake time, the old version is leaving");
                }
                yield end(change, principal, back(rollout, now));
            }
            case COMPLETED, ROLLED_BACK, ABORTED, FAILED ->
                    refused("is " + rollout.state().wireName());
        };
    }

    private static Outcome<WrittenRollout> refused(String why) {
        return Outcome.refused(
                ErrorCode.CONFLICT,
                "The rollout " + why + "; start a rollout to the version that you want instead.");
    }

    private Rollout back(Rollout rollout, Instant now) {
        RolledVersion from = rollout.plan().from();
        UUID deployment = rollout.plan().deploymentId();
        if (from == null) {
            deployments.route(deployment, Map.of());
            return rollout.ended(
                    RolloutState.ROLLED_BACK,
                    "There was no version before: the model is not served any more.",
                    now);
        }
        deployments.route(deployment, Map.of(from.id(), 100));
        return rollout.ended(
                RolloutState.ROLLED_BACK,
                "Version %d serves all traffic again.".formatted(from.number()),
                now);
    }

    private Outcome<WrittenRollout> end(Change change, String principal, Rollout ended) {
        RolloutPlan plan = ended.plan();
        rollouts.update(ended);
        assignments.reconcile(change);
        audit.record(
                plan.tenantId(),
                principal,
                "rollout.rollback",
                "models/" + plan.model() + "/rollouts/" + plan.id(),
                ended.state().wireName());
        return Outcome.done(new WrittenRollout(ended, change.raise(DocumentKind.ROUTING)));
    }
}
