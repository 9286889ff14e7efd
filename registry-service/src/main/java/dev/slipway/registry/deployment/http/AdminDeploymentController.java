package dev.slipway.registry.deployment.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.DeploymentWrites;
import dev.slipway.registry.deployment.DeploymentWrites.Declared;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.deployment.Overrides;
import dev.slipway.registry.deployment.WantedDeployment;
import dev.slipway.registry.deployment.WantedDeployment.WantedShare;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows, declares and removes how a model is served. */
@RestController
@RequestMapping("/admin/v1/models/{model}/deployment")
class AdminDeploymentController {
    private final Truth truth;
    private final OwnModels models;
    private final Deployments deployments;
    private final Pools pools;
    private final DeploymentWrites writes;

    AdminDeploymentController(
            Truth truth,
            OwnModels models,
            Deployments deployments,
            Pools pools,
            DeploymentWrites writes) {
        this.truth = truth;
        this.models = models;
        this.deployments = deployments;
        this.pools = pools;
        this.writes = writes;
    }

    /** What a client declares. */
    record DeclaredBody(
            @Nullable String pool,
            @Nullable Long defaultTimeoutMs,
            @Nullable Map<String, @Nullable Object> settings,
            @Nullable List<WantedShare> versions) {
        WantedDeployment wanted() {
            return new WantedDeployment(
                    pool,
                    Overrides.of(defaultTimeoutMs, settings == null ? Map.of() : settings),
                    versions);
        }
    }

    @GetMapping
    ResponseEntity<ShownDeployment> get(@PathVariable("model") String name, Caller caller) {
        return truth.read(() -> {
            Deployment deployment =
                    deployments
                            .ofModel(models.require(caller, Action.READ, name).id())
                            .orElseThrow(() ->
                                    new RefusedException(
                                            ErrorCode.MODEL_NOT_DEPLOYED,
                                            "This model is not deployed; start a rollout of one of"
                                                    + " its versions."));
            String pool = pools.byId(deployment.poolId()).orElseThrow().name();
            return ResponseEntity.ok()
                    .eTag(deployment.etag())
                    .body(ShownDeployment.of(name, pool, deployment));
        });
    }

    @PutMapping
    ResponseEntity<ShownDeployment> put(
            @PathVariable("model") String name,
            @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
            @RequestBody DeclaredBody body,
            IfMatch ifMatch,
            Caller caller) {
        if (dryRun) {
            Declared planned = writes.rehearse(caller, name, body.wanted(), ifMatch).orThrow();
            return ResponseEntity.ok(
                    ShownDeployment.of(name, planned.pool(), planned.deployment()));
        }
        Declared declared = writes.declare(caller, name, body.wanted(), ifMatch).orThrow();
        return ResponseEntity.status(declared.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .eTag(declared.deployment().etag())
                .header(Headers.DOCUMENT, String.valueOf(declared.document()))
                .body(ShownDeployment.of(name, declared.pool(), declared.deployment()));
    }

    @DeleteMapping
    ResponseEntity<Void> delete(
            @PathVariable("model") String name, IfMatch ifMatch, Caller caller) {
        DocumentNumber shownBy = writes.remove(caller, name, ifMatch).orThrow();
        return ResponseEntity.noContent().header(Headers.DOCUMENT, shownBy.toString()).build();
    }
}
