package dev.slipway.registry.idempotency;

/**
 * A key that a client chose, within its tenant and route.
 *
 * @param requestHash of who asked for what: the same key for something else is a mistake
 */
public record IdempotencyKey(String tenantId, String route, String key, String requestHash) {}
