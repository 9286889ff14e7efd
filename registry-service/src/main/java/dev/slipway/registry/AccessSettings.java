package dev.slipway.registry;

/**
 * Which keys exist from the start.
 *
 * @param bootstrapKeys path of a JSON file; empty for none
 */
public record AccessSettings(String bootstrapKeys) {}
