package dev.slipway.registry.model.http;

import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.Registrations;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The server's side of {@link dev.slipway.contract.version.VersionApi}. */
@RestController
@RequestMapping("/internal/v1")
class VersionController {
    private final Registrations registrations;
    private final Models models;
    private final Truth truth;

    VersionController(Registrations registrations, Models models, Truth truth) {
        this.registrations = registrations;
        this.models = models;
        this.truth = truth;
    }

    @PostMapping("/models/{model}/versions")
    RegisteredVersion register(
            @PathVariable("model") String model, @RequestBody VersionRegistration registration) {
        return registrations.register(model, registration).orThrow();
    }

    @GetMapping("/uploads/{uploadId}")
    ResponseEntity<RegisteredVersion> byUpload(@PathVariable("uploadId") UUID uploadId) {
        return registrations
                .byUpload(uploadId)
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @GetMapping("/live-manifests")
    List<String> liveManifests() {
        return truth.read(models::liveManifests);
    }
}
