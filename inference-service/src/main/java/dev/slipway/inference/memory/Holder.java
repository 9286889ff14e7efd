package dev.slipway.inference.memory;

/** Whose memory it is: a version of a model. */
public record Holder(String model, int version) {}
