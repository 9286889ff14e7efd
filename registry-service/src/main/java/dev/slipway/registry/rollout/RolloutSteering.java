package dev.slipway.registry.rollout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.refusal.Outcome;
import java.util.Optional;
import java.util.UUID;

/** Holds rollouts, lets them go on, and shortens their bake time. */
public final class RolloutSteering {
    private final Truth truth;
    private final Rollouts rollouts;
    private final Audit audit;

    public RolloutSteering(Truth truth, Rollouts rollouts, Audit audit) {
        this.truth = truth;
        this.rollouts = rollouts;
        this.audit = audit;
    }

    /** What a client may ask of a rollout that goes on. */
    public enum Command {
        /** Hold it where it is. */
        PAUSE,
        /** Let it go on where it was held. */
        RESUME,
        /** Skip the rest of the bake time. */
        PROMOTE
    }

    /** Carries out a command on a rollout of this model, or says why not. */
    public Outcome<WrittenRollout> steer(
            String tenantId, String principal, String model, UUID id, Command command) {
        return truth.change(change ->
                rollouts.ofModel(tenantId, model, id)
                        .map(rollout -> steer(change, principal, rollout, command))
                        .orElseGet(() ->
                                Outcome.refused(
                                        ErrorCode.RESOURCE_NOT_FOUND,
                                        "This model has no such rollout.")));
    }

    private Outcome<WrittenRollout> steer(
            Change change, String principal, Rollout rollout, Command command) {
        Optional<String> why = refusal(rollout, command);
        if (why.isPresent()) {
            return Outcome.refused(ErrorCode.CONFLICT, why.get());
        }
        Rollout steered =
                switch (command) {
                    case PAUSE -> rollout.paused(change.now());
                    case RESUME -> rollout.resumed(change.now());
                    case PROMOTE -> rollout.promoted(change.now());
                };
        rollouts.update(steered);
        RolloutPlan plan = rollout.plan();
        audit.record(
                plan.tenantId(),
                principal,
                switch (command) {
                    case PAUSE -> "rollout.pause";
                    case RESUME -> "rollout.resume";
                    case PROMOTE -> "rollout.promote";
                },
                "models/" + plan.model() + "/rollouts/" + plan.id(),
                "while " + rollout.state().wireName());
        return Outcome.done(new WrittenRollout(steered, change.current(DocumentKind.ROUTING)));
    }

    private static Optional<String> refusal(Rollout rollout, Command command) {
        if (!rollout.state().isActive()) {
            return Optional.of(
                    "The rollout is %s; there is nothing left to steer."
                            .formatted(rollout.wireState()));
        }
        if (rollout.retiredBy() != null) {
            return Optional.of(
                    "The rollout has ended its bake time, the old version is leaving; it completes"
                            + " by itself.");
        }
        boolean held = rollout.pausedAt() != null;
        return switch (command) {
            case PAUSE ->
                    held
                            ? Optional.of("The rollout is paused already; resume it to go on.")
                            : Optional.empty();
            case RESUME ->
                    held
                            ? Optional.empty()
                            : Optional.of(
                                    "The rollout is %s and not paused; there is nothing to resume."
                                            .formatted(rollout.wireState()));
            case PROMOTE -> promotion(rollout, held);
        };
    }

    private static Optional<String> promotion(Rollout rollout, boolean held) {
        if (held) {
            return Optional.of("The rollout is paused; resume it before it is promoted.");
        }
        return rollout.state() == RolloutState.BAKING
                ? Optional.empty()
                : Optional.of(
                        "The rollout is %s; only one that is baking can be promoted."
                                .formatted(rollout.wireState()));
    }
}
