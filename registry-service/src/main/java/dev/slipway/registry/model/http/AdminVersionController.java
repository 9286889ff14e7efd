package dev.slipway.registry.model.http;

import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.Version;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.trust.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the versions of a model. */
@RestController
@RequestMapping("/admin/v1/models/{model}/versions")
class AdminVersionController {
    private final Truth truth;
    private final Models models;

    AdminVersionController(Truth truth, Models models) {
        this.truth = truth;
        this.models = models;
    }

    /** A version on the wire. */
    record ShownVersion(
            String model,
            int version,
            String state,
            @Nullable String task,
            String manifestSha256,
            long sizeBytes,
            ModelSignature signature,
            String registeredBy,
            Instant createdAt) {
        static ShownVersion of(String model, Version version) {
            return new ShownVersion(
                    model,
                    version.number(),
                    version.state().wireName(),
                    version.task(),
                    version.manifestSha256(),
                    version.sizeBytes(),
                    version.signature(),
                    version.registeredBy(),
                    version.createdAt());
        }
    }

    record ShownVersions(List<ShownVersion> items) {}

    @GetMapping
    ShownVersions list(@PathVariable("model") String name, Caller caller) {
        Permission.require(caller, Action.READ, name);
        return truth.read(() ->
                new ShownVersions(
                        models.versions(model(name, caller).id()).stream()
                                .map(version -> ShownVersion.of(name, version))
                                .toList()));
    }

    @GetMapping("/{version}")
    ShownVersion get(
            @PathVariable("model") String name,
            @PathVariable("version") int number,
            Caller caller) {
        Permission.require(caller, Action.READ, name);
        return truth.read(() ->
                models.version(model(name, caller).id(), number)
                        .map(version -> ShownVersion.of(name, version))
                        .orElseThrow(() ->
                                new RefusedException(
                                        ErrorCode.VERSION_NOT_FOUND,
                                        "This model has no such version; list its"
                                                + " versions to see which it"
                                                + " has.")));
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
}
