package dev.slipway.contract.replica;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment overrides of the settings that a package or the platform gives; null where it
 * says nothing.
 *
 * @param textTruncation what happens to a text that is longer than the model reads
 * @param allowTokenIds whether clients may send token ids instead of text
 * @param responseCache whether answers are kept for equal requests, and for whose
 */
public record DeploymentOverrides(
        @Nullable TextTruncation textTruncation,
        @Nullable Boolean allowTokenIds,
        @Nullable ResponseCaching responseCache) {

    /** Of texts alone. */
    public DeploymentOverrides(
            @Nullable TextTruncation textTruncation, @Nullable Boolean allowTokenIds) {
        this(textTruncation, allowTokenIds, null);
    }
}
