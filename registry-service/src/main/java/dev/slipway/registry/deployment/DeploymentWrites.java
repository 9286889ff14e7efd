package dev.slipway.registry.deployment;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.audit.Audit;
import dev.slipway.registry.document.Change;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.replica.Assignments;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Declares and removes deployments; which versions they route is changed by rollouts only. */
public final class DeploymentWrites {
    private final Truth truth;
    private final OwnModels models;
    private final Pools pools;
    private final Deployments deployments;
    private final Assignments assignments;
    private final Audit audit;
    private final DeploymentSettings defaults;

    /** The parts that a write needs. */
    public record Parts(
            Truth truth,
            OwnModels models,
            Pools pools,
            Deployments deployments,
            Assignments assignments,
            Audit audit) {}

    public DeploymentWrites(Parts parts, DeploymentSettings defaults) {
        this.truth = parts.truth();
        this.models = parts.models();
        this.pools = parts.pools();
        this.deployments = parts.deployments();
        this.assignments = parts.assignments();
        this.audit = parts.audit();
        this.defaults = defaults;
    }

    /**
     * A deployment as it is, or would be, after a declaration.
     *
     * @param created whether there was none before
     * @param document the routing document that shows it; null when nothing was changed
     */
    public record Declared(
            Deployment deployment,
            String pool,
            boolean created,
            @Nullable DocumentNumber document) {}

    /** What a declaration comes to. */
    private record Plan(Model model, Optional<Deployment> now, Pool pool, Overrides overrides) {}

    /** Makes the deployment what the client declares, or says why not. */
    public Outcome<Declared> declare(
            Caller caller, String name, WantedDeployment wanted, IfMatch ifMatch) {
        return truth.change(change ->
                plan(caller, name, wanted, ifMatch).map(plan -> carryOut(change, caller, plan)));
    }

    /** Says what the declaration would come to, and changes nothing. */
    public Outcome<Declared> rehearse(
            Caller caller, String name, WantedDeployment wanted, IfMatch ifMatch) {
        return truth.read(() -> plan(caller, name, wanted, ifMatch).map(this::asItWouldBe));
    }

    private Outcome<Plan> plan(
            Caller caller, String name, WantedDeployment wanted, IfMatch ifMatch) {
        Model model = models.require(caller, Action.DEPLOY, name);
        Optional<Deployment> now = deployments.ofModel(model.id());
        ifMatch.require(now, Deployment::etag);
        Optional<Pool> pool = pool(wanted, now);
        if (pool.isEmpty()) {
            return Outcome.refused(
                    ErrorCode.RESOURCE_NOT_FOUND,
                    pools.missing(wanted.pool() == null ? defaults.defaultPool() : wanted.pool()));
        }
        if (!wanted.agreesWith(now.map(Deployment::routed).orElse(List.of()))) {
            return Outcome.refused(
                    ErrorCode.CONFLICT,
                    "Versions and traffic are changed by rollouts only; leave versions out, or name"
                            + " exactly those that are served, and start a rollout.");
        }
        Optional<String> bound = now.flatMap(deployment -> bound(deployment, pool.get()));
        return bound.isPresent()
                ? Outcome.refused(ErrorCode.IN_USE, bound.get())
                : Outcome.done(new Plan(model, now, pool.get(), wanted.overrides()));
    }

    private Optional<Pool> pool(WantedDeployment wanted, Optional<Deployment> now) {
        if (wanted.pool() != null) {
            return pools.byName(wanted.pool());
        }
        return now.isPresent()
                ? pools.byId(now.get().poolId())
                : pools.byName(defaults.defaultPool());
    }

    /** Why the deployment cannot leave its pool: the other pool would have nothing loaded. */
    private Optional<String> bound(Deployment now, Pool wanted) {
        if (now.poolId().equals(wanted.id())) {
            return Optional.empty();
        }
        Optional<UUID> rollout = deployments.activeRollout(now.id());
        if (rollout.isPresent()) {
            return Optional.of(
                    "Rollout %s is active in the pool that the deployment has; wait until it is over"
                                    .formatted(rollout.get())
                            + " before the pool is changed.");
        }
        return now.routed().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The deployment serves versions from its pool; delete the deployment and"
                                + " declare it with the other pool before the next rollout.");
    }

    private Declared carryOut(Change change, Caller caller, Plan plan) {
        Deployment declared =
                deployments.declare(
                        plan.model().tenantId(),
                        plan.model().id(),
                        plan.pool().id(),
                        timeout(plan.overrides()),
                        plan.overrides());
        audit.record(
                caller.tenantId(),
                caller.principal(),
                "deployment.put",
                "models/" + plan.model().name() + "/deployment",
                "pool %s, %s; was %s"
                        .formatted(
                                plan.pool().name(),
                                plan.overrides().inWords(),
                                plan.now()
                                        .map(now -> now.overrides().inWords())
                                        .orElse("not there")));
        return new Declared(
                declared,
                plan.pool().name(),
                plan.now().isEmpty(),
                change.raise(DocumentKind.ROUTING));
    }

    private Declared asItWouldBe(Plan plan) {
        Deployment now = plan.now().orElse(null);
        Deployment then =
                new Deployment(
                        now == null ? new UUID(0, 0) : now.id(),
                        plan.model().tenantId(),
                        plan.model().id(),
                        plan.pool().id(),
                        timeout(plan.overrides()),
                        plan.overrides(),
                        now == null ? List.of() : now.routed(),
                        now == null ? 0 : now.rowVersion(),
                        now == null ? plan.model().createdAt() : now.createdAt(),
                        now == null ? plan.model().createdAt() : now.updatedAt());
        return new Declared(then, plan.pool().name(), now == null, null);
    }

    private long timeout(Overrides overrides) {
        return overrides.defaultTimeoutMs() == null
                ? defaults.defaultTimeout().toMillis()
                : overrides.defaultTimeoutMs();
    }

    /** Removes a deployment: its versions leave the document, then the replicas. */
    public Outcome<DocumentNumber> remove(Caller caller, String name, IfMatch ifMatch) {
        return truth.change(change -> {
            Model model = models.require(caller, Action.DEPLOY, name);
            Optional<Deployment> deployment = deployments.ofModel(model.id());
            ifMatch.require(deployment, Deployment::etag);
            if (deployment.isEmpty()) {
                return Outcome.refused(
                        ErrorCode.MODEL_NOT_DEPLOYED, "Model '" + name + "' is not deployed.");
            }
            return remove(change, caller, name, deployment.get());
        });
    }

    private Outcome<DocumentNumber> remove(
            Change change, Caller caller, String name, Deployment deployment) {
        Optional<UUID> rollout = deployments.activeRollout(deployment.id());
        if (rollout.isPresent()) {
            return Outcome.refused(
                    ErrorCode.IN_USE,
                    "Rollout %s of this model is not over; wait for it or roll it back first."
                            .formatted(rollout.get()));
        }
        deployments.remove(deployment.id());
        DocumentNumber shownBy = change.raise(DocumentKind.ROUTING);
        assignments.reconcile(change);
        audit.record(
                caller.tenantId(),
                caller.principal(),
                "deployment.delete",
                "models/" + name + "/deployment",
                "served "
                        + deployment.routed().stream()
                                .map(share -> share.number() + " at " + share.trafficPercent())
                                .toList());
        return Outcome.done(shownBy);
    }
}
