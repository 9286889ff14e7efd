package dev.slipway.registry.access.http;

import dev.slipway.contract.document.UsedKeys;
import dev.slipway.contract.error.ErrorCode;
import dev.slipway.registry.access.ApiKeys;
import dev.slipway.registry.refusal.RefusedException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hears from gateways which keys were used. */
@RestController
class KeyUseController {
    private static final int MOST_KEYS = 1_000;

    private final ApiKeys keys;

    KeyUseController(ApiKeys keys) {
        this.keys = keys;
    }

    @PostMapping("/internal/v1/documents/keys-used")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void used(@RequestBody UsedKeys used) {
        if (used.prefixes().size() > MOST_KEYS) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "A report names at most " + MOST_KEYS + " keys.");
        }
        keys.used(used.prefixes());
    }
}
