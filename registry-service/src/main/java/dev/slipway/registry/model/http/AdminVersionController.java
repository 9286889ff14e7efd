package dev.slipway.registry.model.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.contract.version.ModelSignature;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Models;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.model.Retirement;
import dev.slipway.registry.model.Version;
import dev.slipway.registry.page.Cursor.ByNumber;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the versions of a model and retires them. */
@RestController
@RequestMapping("/admin/v1/models/{model}/versions")
class AdminVersionController {
    private final Truth truth;
    private final Models models;
    private final OwnModels own;
    private final Retirement retirement;

    AdminVersionController(Truth truth, Models models, OwnModels own, Retirement retirement) {
        this.truth = truth;
        this.models = models;
        this.own = own;
        this.retirement = retirement;
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

    @GetMapping
    Page<ShownVersion> list(@PathVariable("model") String name, PageRequest page, Caller caller) {
        return truth.read(() -> {
            UUID model = own.require(caller, Action.READ, name).id();
            return Page.of(
                    models.versions(model, page.afterNumber(Integer.MAX_VALUE), page.fetch()),
                    page,
                    version -> new ByNumber(version.number()),
                    version -> ShownVersion.of(name, version));
        });
    }

    @GetMapping("/{version}")
    ResponseEntity<ShownVersion> get(
            @PathVariable("model") String name,
            @PathVariable("version") int number,
            Caller caller) {
        Version version =
                truth.read(() ->
                        models.version(own.require(caller, Action.READ, name).id(), number)
                                .orElseThrow(() ->
                                        new RefusedException(
                                                ErrorCode.VERSION_NOT_FOUND,
                                                "This model has no such version; list its"
                                                        + " versions to see which it has.")));
        return ResponseEntity.ok().eTag(version.etag()).body(ShownVersion.of(name, version));
    }

    @DeleteMapping("/{version}")
    ResponseEntity<Void> retire(
            @PathVariable("model") String name,
            @PathVariable("version") int number,
            IfMatch ifMatch,
            Caller caller) {
        DocumentNumber shownBy = retirement.retire(caller, name, number, ifMatch).orThrow();
        return ResponseEntity.noContent().header(Headers.DOCUMENT, shownBy.toString()).build();
    }
}
