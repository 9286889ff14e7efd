package dev.slipway.autoscaler.sizing;

import java.util.UUID;

/** What is to be done about a pool. */
public sealed interface Decision {
    record Start(int count) implements Decision {}

    /** Let it end by itself. */
    record Drain(UUID instance) implements Decision {}

    record Kill(UUID instance) implements Decision {}
}
