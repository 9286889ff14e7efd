package dev.slipway.autoscaler.sizing.load.http;

import dev.slipway.autoscaler.sizing.load.ScaledPool;
import dev.slipway.contract.Headers;
import dev.slipway.contract.document.Action;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.trust.Caller;
import dev.slipway.trust.CallerSeal;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The one admin route of this service: how large pools are, and why. */
@RestController
class ScalingController {
    private static final String EVERYTHING = "*";

    private final ScaledPool.Latest latest;
    private final ServiceTokens tokens;
    private final CallerSeal seal;

    ScalingController(ScaledPool.Latest latest, ServiceTokens tokens, CallerSeal seal) {
        this.latest = latest;
        this.tokens = tokens;
        this.seal = seal;
    }

    /** A list in the form of all lists of the admin API; it has one page. */
    record ScalingPage(List<ScaledPool> items, @Nullable String nextPageToken) {}

    /** RFC 9457. */
    record Problem(String type, String title, int status, String detail, String code) {}

    @GetMapping("/admin/v1/scaling")
    ResponseEntity<Object> scaling(
            @RequestHeader(name = Headers.SERVICE_TOKEN, required = false) @Nullable String token,
            @RequestHeader(name = Headers.CALLER, required = false) @Nullable String sealed) {
        Optional<Caller> caller = caller(token, sealed);
        if (caller.isEmpty()) {
            return problem(
                    HttpStatus.UNAUTHORIZED,
                    ErrorCode.UNAUTHENTICATED,
                    "Admin routes are called through the gateway, with an API key.");
        }
        if (!caller.get().may(Action.READ, EVERYTHING)
                && !caller.get().may(Action.ADMIN, EVERYTHING)) {
            return problem(
                    HttpStatus.FORBIDDEN,
                    ErrorCode.FORBIDDEN,
                    "This needs the grant read or admin on *.");
        }
        return ResponseEntity.ok(new ScalingPage(latest.pools(), null));
    }

    private Optional<Caller> caller(@Nullable String token, @Nullable String sealed) {
        boolean fromGateway = tokens.isFrom(Role.GATEWAY, token, Role.AUTOSCALER);
        return fromGateway && token != null && sealed != null
                ? seal.open(sealed, token, Role.AUTOSCALER)
                : Optional.empty();
    }

    private static ResponseEntity<Object> problem(
            HttpStatus status, ErrorCode code, String detail) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(
                        new Problem(
                                "about:blank",
                                status.getReasonPhrase(),
                                status.value(),
                                detail,
                                code.wireName()));
    }
}
