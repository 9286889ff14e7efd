package dev.slipway.inference.dialect.openai;

import dev.slipway.inference.refusal.Refusal;

/** What came of reading a body: what it asks, or why it is not read. */
public sealed interface Decoded<R> {
    record Request<R>(R request) implements Decoded<R> {}

    record Refused<R>(Refusal refusal) implements Decoded<R> {}
}
