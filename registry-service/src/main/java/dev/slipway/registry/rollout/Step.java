package dev.slipway.registry.rollout;

import java.time.Instant;

/** What a rollout does next. */
public sealed interface Step {
    /** Nothing yet. */
    record Stay() implements Step {}

    /** All traffic goes to the new version, in one document. */
    record Switch() implements Step {}

    /** Every gateway has switched; the old version stays warm until then. */
    record Bake(Instant until) implements Step {}

    /** The old version leaves the document. */
    record Retire() implements Step {}

    record Complete() implements Step {}

    /** The new version is withdrawn; traffic never went to it. */
    record Fail(String sentence) implements Step {}
}
