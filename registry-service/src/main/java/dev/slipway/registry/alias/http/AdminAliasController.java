package dev.slipway.registry.alias.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.alias.Alias;
import dev.slipway.registry.alias.AliasWrites;
import dev.slipway.registry.alias.AliasWrites.Written;
import dev.slipway.registry.alias.Aliases;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.model.OwnModels;
import dev.slipway.registry.page.Cursor.ByName;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows, sets and removes the movable names of versions. */
@RestController
@RequestMapping("/admin/v1/models/{model}/aliases")
class AdminAliasController {
    private final Truth truth;
    private final OwnModels models;
    private final Aliases aliases;
    private final AliasWrites writes;

    AdminAliasController(Truth truth, OwnModels models, Aliases aliases, AliasWrites writes) {
        this.truth = truth;
        this.models = models;
        this.aliases = aliases;
        this.writes = writes;
    }

    /** What a client asks for. */
    record WantedAlias(Integer version) {}

    /** An alias on the wire. */
    record ShownAlias(
            String model, String name, int version, Instant createdAt, Instant updatedAt) {
        static ShownAlias of(String model, Alias alias) {
            return new ShownAlias(
                    model, alias.name(), alias.number(), alias.createdAt(), alias.updatedAt());
        }
    }

    @GetMapping
    Page<ShownAlias> list(@PathVariable("model") String model, PageRequest page, Caller caller) {
        return truth.read(() ->
                Page.of(
                        aliases.ofModel(
                                models.require(caller, Action.READ, model).id(),
                                page.afterName(),
                                page.fetch()),
                        page,
                        alias -> new ByName(alias.name()),
                        alias -> ShownAlias.of(model, alias)));
    }

    @GetMapping("/{alias}")
    ResponseEntity<ShownAlias> get(
            @PathVariable("model") String model,
            @PathVariable("alias") String name,
            Caller caller) {
        Alias alias =
                truth.read(() ->
                        aliases.find(models.require(caller, Action.READ, model).id(), name)
                                .orElseThrow(() ->
                                        new RefusedException(
                                                ErrorCode.RESOURCE_NOT_FOUND,
                                                "This model has no such alias; list its aliases"
                                                        + " to see which it has.")));
        return ResponseEntity.ok().eTag(alias.etag()).body(ShownAlias.of(model, alias));
    }

    @PutMapping("/{alias}")
    ResponseEntity<ShownAlias> put(
            @PathVariable("model") String model,
            @PathVariable("alias") String name,
            @RequestBody WantedAlias wanted,
            IfMatch ifMatch,
            Caller caller) {
        Written written = writes.put(caller, model, name, wanted.version(), ifMatch).orThrow();
        return ResponseEntity.status(written.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .eTag(written.alias().etag())
                .header(Headers.DOCUMENT, written.document().toString())
                .body(ShownAlias.of(model, written.alias()));
    }

    @DeleteMapping("/{alias}")
    ResponseEntity<Void> delete(
            @PathVariable("model") String model,
            @PathVariable("alias") String name,
            IfMatch ifMatch,
            Caller caller) {
        DocumentNumber shownBy = writes.delete(caller, model, name, ifMatch).orThrow();
        return ResponseEntity.noContent().header(Headers.DOCUMENT, shownBy.toString()).build();
    }
}
