package dev.slipway.inference.serving;

import dev.slipway.inference.refusal.Refusal;

/** What a head leads to, before a byte of the body is read. */
public sealed interface Opening {
    /** Done without a body. */
    record Answered(Reply reply) implements Opening {}

    record Refused(Refusal refusal) implements Opening {}

    /** The body is wanted; whoever got the exchange ends it. */
    record Admitted(Exchange exchange) implements Opening {}
}
