package dev.slipway.broken.routing.http;

/** An adapter that anybody can reach. */
public record PublicAdapter(String name) {}
