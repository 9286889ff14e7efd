package dev.slipway.inference.serving;

import dev.slipway.inference.refusal.Refusal;

/** What came of a request. */
public sealed interface Outcome {
    record Done(Reply reply) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}
}
