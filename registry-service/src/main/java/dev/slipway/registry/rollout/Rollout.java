package dev.slipway.registry.rollout;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.revision.Etag;
import dev.slipway.registry.rollout.Observation.TargetReplica;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The change of a deployment from one version to another. It holds all that it needs to go on:
 * after any crash, what is written says what comes next.
 *
 * @param detail one sentence about the state
 * @param bakeUntil when baking ends, or null before it began
 * @param switchedBy the document that moved the traffic, or null
 * @param retiredBy the document that the old version left, or null
 * @param pausedAt since when it is held, or null while it goes on; its state says where it goes on
 * @param rowVersion rises with each write
 */
public record Rollout(
        RolloutPlan plan,
        RolloutState state,
        String detail,
        @Nullable Instant bakeUntil,
        @Nullable DocumentNumber switchedBy,
        @Nullable DocumentNumber retiredBy,
        @Nullable Instant pausedAt,
        long rowVersion,
        Instant updatedAt) {

    private static final Step STAY = new Step.Stay();

    public static Rollout start(RolloutPlan plan) {
        return new Rollout(
                plan,
                RolloutState.PREPARING,
                sentence(RolloutState.PREPARING, plan),
                null,
                null,
                null,
                null,
                0,
                plan.createdAt());
    }

    private static String sentence(RolloutState active, RolloutPlan plan) {
        int to = plan.to().number();
        return switch (active) {
            case PREPARING ->
                    "Waiting until %d ready %s version %d and every ready replica of the pool does."
                            .formatted(
                                    plan.capacityNeeded(),
                                    plan.capacityNeeded() == 1 ? "replica has" : "replicas have",
                                    to);
            case PROGRESSING ->
                    "Traffic is switched to version %d; gateways are applying it.".formatted(to);
            case BAKING ->
                    "Version %d has all traffic; the way back stays warm until the bake time ends."
                            .formatted(to);
            case COMPLETED, ROLLED_BACK, ABORTED, FAILED -> "It is over.";
        };
    }

    /** How clients see its state. */
    public String wireState() {
        return pausedAt == null ? state.wireName() : "paused";
    }

    /** Changes with each write. */
    public String etag() {
        return Etag.of(rowVersion);
    }

    /** The document that gateways must apply before the rollout goes on; empty when none. */
    public Optional<DocumentNumber> awaited() {
        return switch (state) {
            case PROGRESSING -> Optional.ofNullable(switchedBy);
            case BAKING -> Optional.ofNullable(retiredBy);
            case PREPARING, COMPLETED, ROLLED_BACK, ABORTED, FAILED -> Optional.empty();
        };
    }

    /** What to do now; to be carried out and written in one transaction. */
    public Step advance(Observation seen) {
        if (pausedAt != null) {
            return STAY;
        }
        return switch (state) {
            case PREPARING -> prepare(seen);
            case PROGRESSING -> seen.applied() ? new Step.Bake(seen.now().plus(plan.bake())) : STAY;
            case BAKING -> bake(seen);
            case COMPLETED, ROLLED_BACK, ABORTED, FAILED -> STAY;
        };
    }

    private Step prepare(Observation seen) {
        for (TargetReplica replica : seen.replicas()) {
            if (replica.failed()) {
                return new Step.Fail(
                        "A replica could not load version %d: %s"
                                .formatted(
                                        plan.to().number(),
                                        replica.detail() == null
                                                ? "it gave no reason."
                                                : replica.detail()));
            }
        }
        List<TargetReplica> ready =
                seen.replicas().stream().filter(TargetReplica::isReady).toList();
        if (ready.size() >= plan.capacityNeeded()
                && ready.stream().allMatch(TargetReplica::hasTarget)) {
            return new Step.Switch();
        }
        if (seen.now().isAfter(plan.progressDeadline())) {
            long loaded = ready.stream().filter(TargetReplica::hasTarget).count();
            return new Step.Fail(
                    "Not enough replicas had version %d ready in time: %d of %d needed; look at the"
                                    .formatted(plan.to().number(), loaded, plan.capacityNeeded())
                            + " replicas and start the rollout again.");
        }
        return STAY;
    }

    private Step bake(Observation seen) {
        if (retiredBy != null) {
            return seen.applied() ? new Step.Complete() : STAY;
        }
        if (bakeUntil != null && seen.now().isBefore(bakeUntil)) {
            return STAY;
        }
        return plan.from() == null ? new Step.Complete() : new Step.Retire();
    }

    public Rollout switched(DocumentNumber by, Instant now) {
        return next(
                RolloutState.PROGRESSING,
                sentence(RolloutState.PROGRESSING, plan),
                bakeUntil,
                by,
                retiredBy,
                now);
    }

    public Rollout baking(Instant until, Instant now) {
        return next(
                RolloutState.BAKING,
                sentence(RolloutState.BAKING, plan),
                until,
                switchedBy,
                retiredBy,
                now);
    }

    public Rollout retired(DocumentNumber by, Instant now) {
        return next(
                RolloutState.BAKING,
                "The bake time is over and the old version leaves; gateways are applying it.",
                bakeUntil,
                switchedBy,
                by,
                now);
    }

    public Rollout completed(Instant now) {
        return ended(
                RolloutState.COMPLETED,
                "Version %d serves all traffic.".formatted(plan.to().number()),
                now);
    }

    /** Ends it without success: aborted, rolled back or failed. */
    public Rollout ended(RolloutState end, String sentence, Instant now) {
        return next(end, sentence, bakeUntil, switchedBy, retiredBy, now);
    }

    /** Held where it is: what was begun stays, nothing new begins. */
    public Rollout paused(Instant now) {
        return new Rollout(
                plan,
                state,
                "Paused while %s; resume it to go on, or roll it back.".formatted(state.wireName()),
                bakeUntil,
                switchedBy,
                retiredBy,
                now,
                rowVersion,
                now);
    }

    /** Goes on where it was held; what was left of its times is left again. */
    public Rollout resumed(Instant now) {
        Duration held = pausedAt == null ? Duration.ZERO : Duration.between(pausedAt, now);
        return new Rollout(
                plan.laterBy(held),
                state,
                sentence(state, plan),
                bakeUntil == null ? null : bakeUntil.plus(held),
                switchedBy,
                retiredBy,
                null,
                rowVersion,
                now);
    }

    /** The rest of the bake time is skipped. */
    public Rollout promoted(Instant now) {
        return next(
                state,
                "Promoted: the rest of the bake time is skipped.",
                now,
                switchedBy,
                retiredBy,
                now);
    }

    private Rollout next(
            RolloutState state,
            String detail,
            @Nullable Instant bakeUntil,
            @Nullable DocumentNumber switchedBy,
            @Nullable DocumentNumber retiredBy,
            Instant now) {
        return new Rollout(
                plan, state, detail, bakeUntil, switchedBy, retiredBy, null, rowVersion, now);
    }
}
