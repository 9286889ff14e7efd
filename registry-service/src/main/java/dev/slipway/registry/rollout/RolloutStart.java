package dev.slipway.registry.rollout;

import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.Deployment.Share;
import dev.slipway.registry.deployment.DeploymentSettings;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.deployment.Overrides;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.failpoint.Failpoints;
import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.idempotency.IdempotencyKey;
import dev.slipway.registry.idempotency.OnceOnly;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.Version;
import dev.slipway.registry.model.VersionState;
import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.replica.Assignments;
import dev.slipway.registry.rollout.RolloutPlan.RolledVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts rollouts; a model's first one makes its deployment. */
public final class RolloutStart {
    private final OnceOnly once;
    private final Models models;
    private final Pools pools;
    private final Deployments deployments;
    private final Rollouts rollouts;
    private final Assignments assignments;
    private final Audit audit;
    private final Failpoints failpoints;
    private final RolloutSettings settings;
    private final DeploymentSettings defaults;
    private final Supplier<UUID> ids;

    /** The parts that a start needs. */
    public record Parts(
            OnceOnly once,
            Models models,
            Pools pools,
            Deployments deployments,
            Rollouts rollouts,
            Assignments assignments,
            Audit audit,
            Failpoints failpoints,
            Supplier<UUID> ids) {}

    public RolloutStart(Parts parts, RolloutSettings settings, DeploymentSettings defaults) {
        this.once = parts.once();
        this.models = parts.models();
        this.pools = parts.pools();
        this.deployments = parts.deployments();
        this.rollouts = parts.rollouts();
        this.assignments = parts.assignments();
        this.audit = parts.audit();
        this.failpoints = parts.failpoints();
        this.ids = parts.ids();
        this.settings = settings;
        this.defaults = defaults;
    }

    /**
     * Starts a rollout, or says why not.
     *
     * @param key under which it is started once only; empty when the client chose none
     * @param shown how the answer shows the rollout
     */
    public Outcome<CreatedAnswer> start(
            RolloutRequest request,
            Optional<IdempotencyKey> key,
            Function<WrittenRollout, CreatedAnswer> shown) {
        String strategy = request.strategy();
        if (strategy != null && !strategy.equals(RolloutPlan.BLUE_GREEN)) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "The only strategy is 'blue_green'; leave strategy out or use that.");
        }
        Integer bake = request.bakeSeconds();
        if (bake != null && (bake < 0 || bake > settings.longestBake().toSeconds())) {
            return Outcome.refused(
                    ErrorCode.INVALID_REQUEST,
                    "bake_seconds must be between 0 and %d."
                            .formatted(settings.longestBake().toSeconds()));
        }
        Outcome<CreatedAnswer> started =
                once.create(key, change -> start(change, request).map(shown));
        if (started instanceof Outcome.Done<CreatedAnswer>) {
            failpoints.pass("rollout-prepare-after-commit");
        }
        return started;
    }

    private Outcome<WrittenRollout> start(Change change, RolloutRequest request) {
        Optional<Model> model =
                models.byName(request.model())
                        .filter(known -> known.tenantId().equals(request.tenantId()));
        if (model.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.MODEL_NOT_FOUND,
                    "There is no model '" + request.model() + "'; upload a version of it first.");
        }
        Optional<Version> version = models.version(model.get().id(), request.version());
        if (version.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.VERSION_NOT_FOUND,
                    "Model '%s' has no version %d; its newest is %d."
                            .formatted(
                                    request.model(), request.version(), model.get().lastVersion()));
        }
        if (version.get().state() != VersionState.VERIFIED) {
            return Outcome.refused(
                    ErrorCode.CONFLICT,
                    "Version %d is %s; roll out a verified version."
                            .formatted(request.version(), version.get().state().wireName()));
        }
        Optional<Deployment> there = deployments.ofModel(model.get().id());
        Optional<Pool> pool = poolOf(there);
        if (pool.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.RESOURCE_NOT_FOUND, pools.missing(defaults.defaultPool()));
        }
        Deployment deployment = there.orElseGet(() -> deploy(model.get(), pool.get()));
        return refusal(deployment, request)
                .orElseGet(() -> prepare(change, request, deployment, pool.get(), version.get()));
    }

    private Optional<Pool> poolOf(Optional<Deployment> there) {
        return there.map(deployment -> pools.byId(deployment.poolId()))
                .orElseGet(() -> pools.byName(defaults.defaultPool()));
    }

    private Deployment deploy(Model model, Pool pool) {
        return deployments.declare(
                model.tenantId(),
                model.id(),
                pool.id(),
                defaults.defaultTimeout().toMillis(),
                Overrides.NONE);
    }

    private Optional<Outcome<WrittenRollout>> refusal(Deployment current, RolloutRequest request) {
        Optional<Rollout> active = rollouts.activeOf(current.id());
        if (active.isPresent()) {
            return Optional.of(
                    Outcome.refused(
                            ErrorCode.ROLLOUT_ACTIVE,
                            "Rollout %s of this model is %s; wait until it is over or roll it back."
                                    .formatted(
                                            active.get().plan().id(), active.get().wireState())));
        }
        if (current.leading().filter(lead -> lead.number() == request.version()).isPresent()) {
            return Optional.of(
                    Outcome.refused(
                            ErrorCode.CONFLICT,
                            "Version %d already serves this model's traffic; there is nothing to"
                                            .formatted(request.version())
                                    + " roll out."));
        }
        return Optional.empty();
    }

    private Outcome<WrittenRollout> prepare(
            Change change,
            RolloutRequest request,
            Deployment deployment,
            Pool pool,
            Version version) {
        Instant now = change.now();
        RolledVersion from = deployment.leading().map(RolloutStart::rolled).orElse(null);
        RolloutPlan plan =
                new RolloutPlan(
                        ids.get(),
                        request.tenantId(),
                        deployment.id(),
                        request.model(),
                        from,
                        new RolledVersion(version.id(), version.number()),
                        RolloutPlan.BLUE_GREEN,
                        Math.max(1, pool.min()),
                        bake(request.bakeSeconds(), from),
                        now.plus(settings.progressDeadline()),
                        request.principal(),
                        now);
        Rollout rollout = Rollout.start(plan);
        rollouts.add(rollout);
        assignments.reconcile(change);
        audit.record(
                request.tenantId(),
                request.principal(),
                "rollout.start",
                "models/" + request.model() + "/rollouts/" + plan.id(),
                "to version " + version.number());
        WrittenRollout written = new WrittenRollout(rollout, change.raise(DocumentKind.ROUTING));
        failpoints.pass("rollout-prepare-before-commit");
        return Outcome.done(written);
    }

    private Duration bake(@Nullable Integer asked, @Nullable RolledVersion from) {
        if (asked != null) {
            return Duration.ofSeconds(asked);
        }
        return from == null ? Duration.ZERO : settings.defaultBake();
    }

    private static RolledVersion rolled(Share share) {
        return new RolledVersion(share.versionId(), share.number());
    }
}
