package dev.slipway.registry.pool.http;

import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.Permission;
import dev.slipway.registry.document.Truth;
import dev.slipway.registry.page.Cursor.ByName;
import dev.slipway.registry.page.Page;
import dev.slipway.registry.page.PageRequest;
import dev.slipway.registry.pool.Pool;
import dev.slipway.registry.pool.PoolSizes;
import dev.slipway.registry.pool.PoolSizes.Sized;
import dev.slipway.registry.pool.Pools;
import dev.slipway.registry.pool.WantedSize;
import dev.slipway.registry.refusal.RefusedException;
import dev.slipway.registry.revision.IfMatch;
import dev.slipway.trust.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows pools and changes their size. */
@RestController
@RequestMapping("/admin/v1/pools")
class AdminPoolController {
    private final Truth truth;
    private final Pools pools;
    private final PoolSizes sizes;

    AdminPoolController(Truth truth, Pools pools, PoolSizes sizes) {
        this.truth = truth;
        this.pools = pools;
        this.sizes = sizes;
    }

    /** What a client asks for. */
    record WantedPool(
            @Nullable Integer min, @Nullable Integer max, @Nullable Integer targetInFlight) {}

    /** A pool on the wire. */
    record ShownPool(String name, int min, int max, @Nullable Integer targetInFlight) {
        static ShownPool of(Pool pool) {
            return new ShownPool(pool.name(), pool.min(), pool.max(), pool.targetInFlight());
        }
    }

    @GetMapping
    Page<ShownPool> list(PageRequest page, Caller caller) {
        Permission.requirePlatformRead(caller);
        return truth.read(() ->
                Page.of(
                        pools.after(page.afterName(), page.fetch()),
                        page,
                        pool -> new ByName(pool.name()),
                        ShownPool::of));
    }

    @GetMapping("/{name}")
    ResponseEntity<ShownPool> get(@PathVariable("name") String name, Caller caller) {
        Permission.requirePlatformRead(caller);
        return truth.read(() -> pools.byName(name))
                .map(pool -> ResponseEntity.ok().eTag(pool.etag()).body(ShownPool.of(pool)))
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.RESOURCE_NOT_FOUND,
                                "There is no such pool; list the pools to see which there"
                                        + " are."));
    }

    @PutMapping("/{name}")
    ResponseEntity<ShownPool> put(
            @PathVariable("name") String name,
            @RequestBody WantedPool wanted,
            IfMatch ifMatch,
            Caller caller) {
        Permission.require(caller, Action.ADMIN, Permission.PLATFORM);
        if (wanted.min() == null || wanted.max() == null) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "A pool needs min and max, whole numbers.");
        }
        Sized sized =
                sizes.resize(
                                caller.tenantId(),
                                caller.principal(),
                                name,
                                new WantedSize(wanted.min(), wanted.max(), wanted.targetInFlight()),
                                ifMatch)
                        .orThrow();
        return ResponseEntity.ok()
                .eTag(sized.pool().etag())
                .header(Headers.DOCUMENT, sized.document().toString())
                .body(ShownPool.of(sized.pool()));
    }
}
