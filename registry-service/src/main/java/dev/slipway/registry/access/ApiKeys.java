package dev.slipway.registry.access;

/** API keys as they are kept; to be used inside the truth's transactions. */
public interface ApiKeys {
    /**
     * Makes the key with this prefix what it is here.
     *
     * @return false when it was so already
     */
    boolean put(String tenantId, BootstrapKey key);
}
