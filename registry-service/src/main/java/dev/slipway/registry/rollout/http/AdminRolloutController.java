package dev.slipway.registry.rollout.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.rollout.Rollback;
import dev.slipway.registry.rollout.Rollout;
import dev.slipway.registry.rollout.RolloutPlan;
import dev.slipway.registry.rollout.RolloutRequest;
import dev.slipway.registry.rollout.RolloutStart;
import dev.slipway.registry.rollout.Rollouts;
import dev.slipway.registry.rollout.WrittenRollout;
import dev.slipway.trust.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts, shows and rolls back rollouts. */
@RestController
@RequestMapping("/admin/v1/models/{model}/rollouts")
class AdminRolloutController {
    private final Truth truth;
    private final Models models;
    private final Deployments deployments;
    private final Rollouts rollouts;
    private final RolloutStart start;
    private final Rollback rollback;

    AdminRolloutController(
            Truth truth,
            Models models,
            Deployments deployments,
            Rollouts rollouts,
            RolloutStart start,
            Rollback rollback) {
        this.truth = truth;
        this.models = models;
        this.deployments = deployments;
        this.rollouts = rollouts;
        this.start = start;
        this.rollback = rollback;
    }

    /** What a client asks for. */
    record WantedRollout(
            @Nullable Integer version, @Nullable String strategy, @Nullable Integer bakeSeconds) {}

    /** A rollout on the wire. */
    record ShownRollout(
            UUID id,
            String model,
            @Nullable Integer fromVersion,
            int toVersion,
            String strategy,
            String state,
            String detail,
            int capacityNeeded,
            long bakeSeconds,
            Instant createdAt,
            Instant updatedAt) {
        static ShownRollout of(Rollout rollout) {
            RolloutPlan plan = rollout.plan();
            return new ShownRollout(
                    plan.id(),
                    plan.model(),
                    plan.from() == null ? null : plan.from().number(),
                    plan.to().number(),
                    plan.strategy(),
                    rollout.state().wireName(),
                    rollout.detail(),
                    plan.capacityNeeded(),
                    plan.bake().toSeconds(),
                    plan.createdAt(),
                    rollout.updatedAt());
        }
    }

    record ShownRollouts(List<ShownRollout> items) {}

    @PostMapping
    ResponseEntity<ShownRollout> start(
            @PathVariable("model") String model, @RequestBody WantedRollout wanted, Caller caller) {
        Permission.require(caller, Action.DEPLOY, model);
        if (wanted.version() == null) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "Say which version shall be rolled out.");
        }
        WrittenRollout written =
                start.start(
                                new RolloutRequest(
                                        caller.tenantId(),
                                        caller.principal(),
                                        model,
                                        wanted.version(),
                                        wanted.strategy(),
                                        wanted.bakeSeconds()))
                        .orThrow();
        return answer(HttpStatus.CREATED, written);
    }

    @GetMapping
    ShownRollouts list(@PathVariable("model") String model, Caller caller) {
        Permission.require(caller, Action.READ, model);
        return truth.read(() ->
                new ShownRollouts(
                        deploymentsRollouts(model, caller).stream()
                                .map(ShownRollout::of)
                                .toList()));
    }

    private List<Rollout> deploymentsRollouts(String name, Caller caller) {
        UUID model =
                models.byName(name)
                        .filter(known -> known.tenantId().equals(caller.tenantId()))
                        .orElseThrow(() ->
                                new RefusedException(
                                        ErrorCode.MODEL_NOT_FOUND,
                                        "There is no such model; list the models to see"
                                                + " which there are."))
                        .id();
        return deployments
                .ofModel(model)
                .map(deployment -> rollouts.of(deployment.id()))
                .orElse(List.of());
    }

    @GetMapping("/{id:[0-9a-fA-F-]+}")
    ShownRollout get(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        Permission.require(caller, Action.READ, model);
        return truth.read(() -> rollouts.byId(id))
                .filter(rollout -> rollout.plan().model().equals(model))
                .filter(rollout -> rollout.plan().tenantId().equals(caller.tenantId()))
                .map(ShownRollout::of)
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.RESOURCE_NOT_FOUND, "This model has no such rollout."));
    }

    @PostMapping("/{id:[0-9a-fA-F-]+}:rollback")
    ResponseEntity<ShownRollout> rollBack(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        Permission.require(caller, Action.DEPLOY, model);
        return answer(
                HttpStatus.OK,
                rollback.rollBack(caller.tenantId(), caller.principal(), model, id).orThrow());
    }

    private static ResponseEntity<ShownRollout> answer(HttpStatus status, WrittenRollout written) {
        return ResponseEntity.status(status)
                .header(Headers.DOCUMENT, written.document().toString())
                .body(ShownRollout.of(written.rollout()));
    }
}
