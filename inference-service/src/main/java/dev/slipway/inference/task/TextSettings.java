package dev.slipway.inference.task;

import dev.slipway.contract.replica.DeploymentOverrides;
import dev.slipway.contract.replica.TextTruncation;
import org.jspecify.annotations.Nullable;

/**
 * How texts are treated: the platform's defaults under what a deployment overrides, and a request's
 * own word above both. A change is a new object, so who reads one reads all of one.
 *
 * @param truncation what happens to a text that is longer than the model reads
 * @param allowTokenIds whether clients may send token ids instead of text
 */
public record TextSettings(TextTruncation truncation, boolean allowTokenIds) {
    /** Of a deployment that overrides nothing. */
    public static final TextSettings DEFAULT = new TextSettings(TextTruncation.TRUNCATE, false);

    public static TextSettings of(@Nullable DeploymentOverrides overrides) {
        if (overrides == null) {
            return DEFAULT;
        }
        TextTruncation truncation = overrides.textTruncation();
        Boolean ids = overrides.allowTokenIds();
        return new TextSettings(
                truncation == null ? DEFAULT.truncation : truncation,
                ids == null ? DEFAULT.allowTokenIds : ids);
    }

    /**
     * Whether a text that is too long is cut rather than refused.
     *
     * @param asked what the request says; null when nothing
     */
    public boolean cuts(@Nullable Boolean asked) {
        return asked == null ? truncation == TextTruncation.TRUNCATE : asked;
    }
}
