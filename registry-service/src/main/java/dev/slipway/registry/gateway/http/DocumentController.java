package dev.slipway.registry.gateway.http;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.document.DocumentKind;
import dev.slipway.registry.document.DocumentSettings;
import dev.slipway.registry.document.DocumentShelf;
import dev.slipway.registry.document.RestoreGuard;
import dev.slipway.registry.gateway.GatewayCalls;
import dev.slipway.registry.refusal.RefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The server's side of {@link dev.slipway.contract.document.DocumentApi}. */
@RestController
@RequestMapping("/internal/v1/documents")
class DocumentController {
    private static final Pattern BOOT_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}:[0-9]{1,5}");

    private final GatewayCalls calls;
    private final DocumentShelf<RoutingDocument> routing;
    private final DocumentShelf<AccessDocument> access;
    private final DocumentSettings settings;
    private final RestoreGuard restores;

    DocumentController(
            RestoreGuard restores,
            GatewayCalls calls,
            DocumentShelf<RoutingDocument> routing,
            DocumentShelf<AccessDocument> access,
            DocumentSettings settings) {
        this.restores = restores;
        this.calls = calls;
        this.routing = routing;
        this.access = access;
        this.settings = settings;
    }

    @GetMapping("/routing")
    ResponseEntity<RoutingDocument> routing(
            @RequestParam("gateway") String gateway,
            @RequestParam("epoch") long epoch,
            @RequestParam("number") long number,
            @RequestParam("wait_ms") long waitMs,
            @RequestParam(name = "signal_address", required = false) @Nullable String address)
            throws InterruptedException {
        checkAddress(address);
        DocumentNumber applied = new DocumentNumber(epoch, number);
        renew(gateway, DocumentKind.ROUTING, applied, routing.number());
        calls.heardAt(gateway, address);
        return answer(routing.await(applied, bounded(waitMs)));
    }

    @GetMapping("/access")
    ResponseEntity<AccessDocument> access(
            @RequestParam("gateway") String gateway,
            @RequestParam("epoch") long epoch,
            @RequestParam("number") long number,
            @RequestParam("wait_ms") long waitMs)
            throws InterruptedException {
        DocumentNumber applied = new DocumentNumber(epoch, number);
        renew(gateway, DocumentKind.ACCESS, applied, access.number());
        return answer(access.await(applied, bounded(waitMs)));
    }

    @DeleteMapping("/gateways/{gateway}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void goodbye(@PathVariable("gateway") String gateway) {
        checkBootId(gateway);
        calls.goodbye(gateway);
    }

    /** The call is numbered first: what it then waits for must not put it behind a goodbye. */
    private void renew(
            String gateway, DocumentKind kind, DocumentNumber applied, DocumentNumber known) {
        long call = calls.arrive();
        checkBootId(gateway);
        restores.heed(kind, applied, known);
        calls.renew(call, gateway, kind, applied);
    }

    private static void checkBootId(String gateway) {
        if (!BOOT_ID.matcher(gateway).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "gateway must be 1 to 64 letters, digits, '.', '_' or '-'.");
        }
    }

    private static void checkAddress(@Nullable String address) {
        if (address != null && !ADDRESS.matcher(address).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "signal_address must be host:port.");
        }
    }

    private Duration bounded(long waitMs) {
        return Duration.ofMillis(Math.clamp(waitMs, 0, settings.longestWait().toMillis()));
    }

    private static <D> ResponseEntity<D> answer(Optional<D> document) {
        return document.map(ResponseEntity::ok).orElseGet(() -> ResponseEntity.noContent().build());
    }
}
