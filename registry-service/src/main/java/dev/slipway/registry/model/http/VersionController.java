package dev.slipway.registry.model.http;

import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.Registrations;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The server's side of {@link dev.slipway.contract.version.VersionApi}. */
@RestController
@RequestMapping("/internal/v1")
class VersionController {
    private final Registrations registrations;
    private final Models models;
    private final Truth truth;
    private final JsonMapper json;

    VersionController(Registrations registrations, Models models, Truth truth, JsonMapper json) {
        this.registrations = registrations;
        this.models = models;
        this.truth = truth;
        this.json = json;
    }

    @PostMapping("/models/{model}/versions")
    ResponseEntity<String> register(
            @PathVariable("model") String model, @RequestBody VersionRegistration registration) {
        CreatedAnswer answer = registrations.register(model, registration, this::answer).orThrow();
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(answer.body());
    }

    private CreatedAnswer answer(RegisteredVersion version) {
        return new CreatedAnswer(json.writeValueAsString(version), Map.of());
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
