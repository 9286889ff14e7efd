package dev.slipway.registry.access.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.Grant;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.ApiKey;
import dev.slipway.registry.access.ApiKeys;
import dev.slipway.registry.access.KeyWrites;
import dev.slipway.registry.access.KeyWrites.Made;
import dev.slipway.registry.access.NewApiKey;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.idempotency.ClientKey;
import dev.slipway.registry.idempotency.CreatedAnswer;
import dev.slipway.registry.page.Cursor.ByTime;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Makes, shows and revokes API keys. */
@RestController
@RequestMapping("/admin/v1/api-keys")
class AdminKeyController {
    private final Truth truth;
    private final ApiKeys keys;
    private final KeyWrites writes;
    private final JsonMapper json;

    AdminKeyController(Truth truth, ApiKeys keys, KeyWrites writes, JsonMapper json) {
        this.truth = truth;
        this.keys = keys;
        this.writes = writes;
        this.json = json;
    }

    /** What a client asks for. */
    record WantedKey(
            String label,
            @Nullable String principal,
            List<Grant> grants,
            @Nullable Instant expiresAt) {}

    @PostMapping
    ResponseEntity<String> create(@RequestBody WantedKey wanted, ClientKey key, Caller caller) {
        Permission.require(caller, Action.ADMIN, Permission.PLATFORM);
        CreatedAnswer answer =
                writes.create(
                                caller,
                                new NewApiKey(
                                        wanted.label(),
                                        wanted.principal() == null
                                                ? caller.principal()
                                                : wanted.principal(),
                                        wanted.grants(),
                                        wanted.expiresAt()),
                                key.of(caller, "api-keys", json.writeValueAsString(wanted)),
                                this::answer)
                        .orThrow();
        return ResponseEntity.status(HttpStatus.CREATED)
                .headers(headers -> answer.headers().forEach(headers::set))
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.body());
    }

    private CreatedAnswer answer(Made made) {
        ApiKey key = made.apiKey();
        return new CreatedAnswer(
                json.writeValueAsString(MadeKey.of(key, made.minted().key())),
                json.writeValueAsString(MadeKey.of(key, null)),
                Map.of(Headers.ACCESS_DOCUMENT, made.document().toString(), "ETag", key.etag()));
    }

    @GetMapping
    Page<ShownKey> list(PageRequest page, Caller caller) {
        Permission.require(caller, Action.ADMIN, Permission.PLATFORM);
        return truth.read(() ->
                Page.of(
                        keys.ofTenant(
                                caller.tenantId(), page.afterTime(ByTime.FIRST), page.fetch()),
                        page,
                        key -> new ByTime(key.createdAt(), key.id()),
                        ShownKey::of));
    }

    @GetMapping("/{key}")
    ResponseEntity<ShownKey> get(@PathVariable("key") String handle, Caller caller) {
        Permission.require(caller, Action.ADMIN, Permission.PLATFORM);
        ApiKey key =
                truth.read(() -> keys.find(caller.tenantId(), handle))
                        .orElseThrow(() ->
                                new RefusedException(
                                        ErrorCode.RESOURCE_NOT_FOUND,
                                        "There is no such API key; list the keys to see which"
                                                + " there are."));
        return ResponseEntity.ok().eTag(key.etag()).body(ShownKey.of(key));
    }

    @DeleteMapping("/{key}")
    ResponseEntity<Void> revoke(
            @PathVariable("key") String handle, IfMatch ifMatch, Caller caller) {
        Permission.require(caller, Action.ADMIN, Permission.PLATFORM);
        DocumentNumber shownBy = writes.revoke(caller, handle, ifMatch).orThrow();
        return ResponseEntity.noContent()
                .header(Headers.ACCESS_DOCUMENT, shownBy.toString())
                .build();
    }
}
