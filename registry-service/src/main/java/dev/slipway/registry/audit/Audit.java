package dev.slipway.registry.audit;

/** Remembers writes; to be called inside the change that makes the write. */
public interface Audit {
    /**
     * Remembers one write.
     *
     * @param action verb and noun, such as {@code rollout.start}
     * @param resource what was written, such as {@code models/minilm/rollouts/ID}
     * @param detail what is worth knowing; no secrets
     */
    void record(String tenantId, String principal, String action, String resource, String detail);
}
