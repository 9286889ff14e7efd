package dev.slipway.inference.serving;

/**
 * A result.
 *
 * @param body JSON; empty where only the status speaks
 * @param version number of the version that answered
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(byte[] body, int version) {}
