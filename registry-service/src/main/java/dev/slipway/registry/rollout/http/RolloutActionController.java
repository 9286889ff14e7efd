package dev.slipway.registry.rollout.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.refusal.Outcome;
import dev.slipway.registry.rollout.Rollback;
import dev.slipway.registry.rollout.RolloutSteering;
import dev.slipway.registry.rollout.RolloutSteering.Command;
import dev.slipway.registry.rollout.WrittenRollout;
import dev.slipway.trust.Caller;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Steers rollouts that go on, and takes them back. */
@RestController
@RequestMapping("/admin/v1/models/{model}/rollouts")
class RolloutActionController {
    private final Truth truth;
    private final OwnModels models;
    private final Rollback rollback;
    private final RolloutSteering steering;

    RolloutActionController(
            Truth truth, OwnModels models, Rollback rollback, RolloutSteering steering) {
        this.truth = truth;
        this.models = models;
        this.rollback = rollback;
        this.steering = steering;
    }

    @PostMapping("/{id:[0-9a-fA-F-]+}:rollback")
    ResponseEntity<ShownRollout> rollBack(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        allow(model, caller);
        return answer(rollback.rollBack(caller.tenantId(), caller.principal(), model, id));
    }

    @PostMapping("/{id:[0-9a-fA-F-]+}:abort")
    ResponseEntity<ShownRollout> abort(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        allow(model, caller);
        return answer(rollback.abort(caller.tenantId(), caller.principal(), model, id));
    }

    @PostMapping("/{id:[0-9a-fA-F-]+}:pause")
    ResponseEntity<ShownRollout> pause(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        return steer(model, id, caller, Command.PAUSE);
    }

    @PostMapping("/{id:[0-9a-fA-F-]+}:resume")
    ResponseEntity<ShownRollout> resume(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        return steer(model, id, caller, Command.RESUME);
    }

    @PostMapping("/{id:[0-9a-fA-F-]+}:promote")
    ResponseEntity<ShownRollout> promote(
            @PathVariable("model") String model, @PathVariable("id") UUID id, Caller caller) {
        return steer(model, id, caller, Command.PROMOTE);
    }

    private ResponseEntity<ShownRollout> steer(
            String model, UUID id, Caller caller, Command command) {
        allow(model, caller);
        return answer(steering.steer(caller.tenantId(), caller.principal(), model, id, command));
    }

    private void allow(String model, Caller caller) {
        truth.read(() -> models.require(caller, Action.DEPLOY, model));
    }

    private static ResponseEntity<ShownRollout> answer(Outcome<WrittenRollout> outcome) {
        WrittenRollout written = outcome.orThrow();
        return ResponseEntity.ok()
                .header(Headers.DOCUMENT, written.document().toString())
                .body(ShownRollout.of(written.rollout()));
    }
}
