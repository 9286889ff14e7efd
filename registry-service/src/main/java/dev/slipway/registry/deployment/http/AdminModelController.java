package dev.slipway.registry.deployment.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.registry.deployment.Deployment;
import dev.slipway.registry.deployment.Deployments;
import dev.slipway.registry.deployment.http.ShownDeployment.ShownShare;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.Model;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.model.Retirement;
import dev.slipway.registry.page.Cursor.ByName;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.revision.Etag;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows models and how they are served, and deletes them. */
@RestController
@RequestMapping("/admin/v1/models")
class AdminModelController {
    private final Truth truth;
    private final OwnModels models;
    private final Deployments deployments;
    private final Retirement retirement;

    AdminModelController(
            Truth truth, OwnModels models, Deployments deployments, Retirement retirement) {
        this.truth = truth;
        this.models = models;
        this.deployments = deployments;
        this.retirement = retirement;
    }

    /** A model on the wire. */
    record ShownModel(
            String name, int latestVersion, List<ShownShare> deployed, Instant createdAt) {}

    @GetMapping
    Page<ShownModel> list(PageRequest page, Caller caller) {
        return truth.read(() ->
                Page.of(
                        models.readable(caller, page),
                        page,
                        model -> new ByName(model.name()),
                        this::shown));
    }

    @GetMapping("/{model}")
    ResponseEntity<ShownModel> get(@PathVariable("model") String name, Caller caller) {
        return truth.read(() -> {
            Model model = models.require(caller, Action.READ, name);
            return ResponseEntity.ok().eTag(etag(model)).body(shown(model));
        });
    }

    @DeleteMapping("/{model}")
    ResponseEntity<Void> delete(
            @PathVariable("model") String name, IfMatch ifMatch, Caller caller) {
        DocumentNumber shownBy = retirement.delete(caller, name, ifMatch, this::etag).orThrow();
        return ResponseEntity.noContent().header(Headers.DOCUMENT, shownBy.toString()).build();
    }

    /** A model shows what its deployment serves, so its tag changes with both. */
    private String etag(Model model) {
        Optional<Deployment> deployment = deployments.ofModel(model.id());
        return Etag.of(model.rowVersion(), deployment.map(one -> one.rowVersion() + 1).orElse(0L));
    }

    private ShownModel shown(Model model) {
        return new ShownModel(
                model.name(),
                model.lastVersion(),
                deployments.ofModel(model.id()).map(ShownShare::of).orElse(List.of()),
                model.createdAt());
    }
}
