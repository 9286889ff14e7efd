package dev.slipway.inference.model;

import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.ResponseCaching;
import dev.slipway.inference.task.TextSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment says of a version, over the platform's defaults; holds without loading it
 * again.
 *
 * @param caching whether answers are kept, and for whom
 */
record VersionSettings(TextSettings texts, ResponseCaching caching) {
    static VersionSettings of(@Nullable DeploymentOverrides overrides) {
        ResponseCaching caching = overrides == null ? null : overrides.responseCache();
        return new VersionSettings(
                TextSettings.of(overrides), caching == null ? ResponseCaching.NONE : caching);
    }
}
