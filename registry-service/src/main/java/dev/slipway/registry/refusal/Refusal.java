package dev.slipway.registry.refusal;

import dev.slipway.contract.error.ErrorCode;

/**
 * Why something was not done.
 *
 * @param sentence what is wrong and what to do; shown to the client
 */
public record Refusal(ErrorCode code, String sentence) {}
