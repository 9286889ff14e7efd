package dev.slipway.registry.deployment.http;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.trust.Caller;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows models and how they are served. */
@RestController
@RequestMapping("/admin/v1/models")
class AdminModelController {
    private final Truth truth;
    private final Models models;
    private final Deployments deployments;
    private final Pools pools;

    AdminModelController(Truth truth, Models models, Deployments deployments, Pools pools) {
        this.truth = truth;
        this.models = models;
        this.deployments = deployments;
        this.pools = pools;
    }

    /** A version and its traffic on the wire. */
    record ShownShare(int version, int trafficPercent) {}

    /** A model on the wire. */
    record ShownModel(
            String name, int latestVersion, List<ShownShare> deployed, Instant createdAt) {}

    record ShownModels(List<ShownModel> items) {}

    /** A deployment on the wire. */
    record ShownDeployment(
            String model, String pool, long defaultTimeoutMs, List<ShownShare> versions) {}

    @GetMapping
    ShownModels list(Caller caller) {
        return truth.read(() ->
                new ShownModels(
                        models.ofTenant(caller.tenantId()).stream()
                                .filter(model -> caller.may(Action.READ, model.name()))
                                .map(this::shown)
                                .toList()));
    }

    @GetMapping("/{model}")
    ShownModel get(@PathVariable("model") String name, Caller caller) {
        Permission.require(caller, Action.READ, name);
        return truth.read(() -> shown(model(name, caller)));
    }

    @GetMapping("/{model}/deployment")
    ShownDeployment deployment(@PathVariable("model") String name, Caller caller) {
        Permission.require(caller, Action.READ, name);
        return truth.read(() ->
                deployments
                        .ofModel(model(name, caller).id())
                        .map(deployment -> shown(name, deployment))
                        .orElseThrow(() ->
                                new RefusedException(
                                        ErrorCode.MODEL_NOT_DEPLOYED,
                                        "This model is not deployed; start a"
                                                + " rollout of one of its"
                                                + " versions.")));
    }

    private Model model(String name, Caller caller) {
        return models.byName(name)
                .filter(model -> model.tenantId().equals(caller.tenantId()))
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.MODEL_NOT_FOUND,
                                "There is no such model; list the models to see which"
                                        + " there are."));
    }

    private ShownModel shown(Model model) {
        return new ShownModel(
                model.name(),
                model.lastVersion(),
                deployments.ofModel(model.id()).map(this::shares).orElse(List.of()),
                model.createdAt());
    }

    private ShownDeployment shown(String model, Deployment deployment) {
        return new ShownDeployment(
                model,
                pools.byId(deployment.poolId()).orElseThrow().name(),
                deployment.defaultTimeoutMs(),
                shares(deployment));
    }

    private List<ShownShare> shares(Deployment deployment) {
        return deployment.routed().stream()
                .map(share -> new ShownShare(share.number(), share.trafficPercent()))
                .toList();
    }
}
