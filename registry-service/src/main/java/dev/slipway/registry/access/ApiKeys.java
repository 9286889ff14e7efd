package dev.slipway.registry.access;

import dev.slipway.registry.access.KeyMint.MintedKey;
import dev.slipway.registry.page.Cursor.ByTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * API keys as they are kept; all but {@link #used} is to be used inside the truth's transactions.
 */
public interface ApiKeys {
    /**
     * Makes the key with this prefix what it is here; one that was revoked stays so.
     *
     * @return false when nothing was changed
     */
    boolean put(String tenantId, BootstrapKey key);

    ApiKey create(String tenantId, String createdBy, NewApiKey wanted, MintedKey minted);

    /**
     * A key of a tenant that is not revoked.
     *
     * @param handle its id or its prefix
     */
    Optional<ApiKey> find(String tenantId, String handle);

    /** Those of a tenant that are not revoked and began after this, oldest first. */
    List<ApiKey> ofTenant(String tenantId, ByTime after, int most);

    /** Whether a key besides this one may administer everything, now and later. */
    boolean hasAnotherAdmin(UUID besides);

    void revoke(UUID id, Instant at);

    /** Notes that these keys were used; unknown prefixes are ignored. */
    void used(List<String> prefixes);
}
