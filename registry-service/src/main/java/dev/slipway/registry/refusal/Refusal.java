package dev.slipway.registry.refusal;

import dev.slipway.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not done.
 *
 * @param sentence what is wrong and what to do; shown to the client
 * @param currentEtag the entity tag of the resource as it is, where that is the reason; else null
 */
public record Refusal(ErrorCode code, String sentence, @Nullable String currentEtag) {
    /** Has nothing to do with a revision. */
    public Refusal(ErrorCode code, String sentence) {
        this(code, sentence, null);
    }
}
