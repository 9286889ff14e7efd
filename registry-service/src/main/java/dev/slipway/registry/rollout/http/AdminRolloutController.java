package dev.slipway.registry.rollout.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.ClientKey;
import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.rollout.Rollout;
import dev.slipway.registry.rollout.RolloutRequest;
import dev.slipway.registry.rollout.RolloutStart;
import dev.slipway.registry.rollout.Rollouts;
import dev.slipway.registry.rollout.WrittenRollout;
import dev.slipway.trust.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Starts and shows rollouts. */
@RestController
@RequestMapping("/admin/v1/models/{model}/rollouts")
class AdminRolloutController {
    private final Truth truth;
    private final OwnModels models;
    private final Deployments deployments;
    private final Rollouts rollouts;
    private final RolloutStart start;
    private final JsonMapper json;

    AdminRolloutController(
            Truth truth,
            OwnModels models,
            Deployments deployments,
            Rollouts rollouts,
            RolloutStart start,
            JsonMapper json) {
        this.truth = truth;
        this.models = models;
        this.deployments = deployments;
        this.rollouts = rollouts;
        this.start = start;
        this.json = json;
    }

    /** What a client asks for. */
    record WantedRollout(
            @Nullable Integer version, @Nullable String strategy, @Nullable Integer bakeSeconds) {}

    @PostMapping
    ResponseEntity<String> start(
            @PathVariable("model") String model,
            @RequestBody WantedRollout wanted,
            ClientKey key,
            Caller caller) {
        truth.read(() -> models.require(caller, Action.DEPLOY, model));
        if (wanted.version() == null) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "Say which version shall be rolled out.");
        }
        CreatedAnswer answer =
                start.start(
                                new RolloutRequest(
                                        caller.tenantId(),
                                        caller.principal(),
                                        model,
                                        wanted.version(),
                                        wanted.strategy(),
                                        wanted.bakeSeconds()),
                                key.of(
                                        caller,
                                        "models/" + model + "/rollouts",
                                        json.writeValueAsString(wanted)),
                                this::answer)
                        .orThrow();
        return ResponseEntity.status(HttpStatus.CREATED)
                .headers(headers -> answer.headers().forEach(headers::set))
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.body());
    }

    private CreatedAnswer answer(WrittenRollout written) {
        return new CreatedAnswer(
                json.writeValueAsString(ShownRollout.of(written.rollout())),
                Map.of(Headers.DOCUMENT, written.document().toString()));
    }

    @GetMapping
    Page<ShownRollout> list(@PathVariable("model") String model, PageRequest page, Caller caller) {
        return truth.read(() ->
                Page.of(
                        rolloutsOf(model, page, caller),
                        page,
                        rollout -> new ByTime(rollout.plan().createdAt(), rollout.plan().id()),
                        ShownRollout::of));
    }

    private List<Rollout> rolloutsOf(String name, PageRequest page, Caller caller) {
        UUID model = models.require(caller, Action.READ, name).id();
        ByTime before = page.afterTime(ByTime.LAST);
        return deployments
                .everOfModel(model)
                .map(deployment -> rollouts.of(deployment, before, page.fetch()))
                .orElse(List.of());
    }

    @GetMapping("/{id:[0-9a-fA-F-]+}")
    ResponseEntity<ShownRollout> get(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        Rollout found =
                truth.read(() -> {
                    models.require(caller, Action.READ, model);
                    return rollouts.ofModel(caller.tenantId(), model, id)
                            .orElseThrow(() ->
                                    new RefusedException(
                                            ErrorCode.RESOURCE_NOT_FOUND,
                                            "This model has no such rollout."));
                });
        return ResponseEntity.ok().eTag(found.etag()).body(ShownRollout.of(found));
    }
}
