package dev.slipway.inference.dialect;

import dev.slipway.inference.refusal.Refusal;

/** Writes a refusal's body in one dialect. */
@FunctionalInterface
public interface ErrorWriter {
    byte[] error(Refusal refusal);
}
