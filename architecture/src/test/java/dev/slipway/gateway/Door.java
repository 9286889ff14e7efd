package dev.slipway.gateway;

/** Something of another service. */
public record Door(String name) {}
