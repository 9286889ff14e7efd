package dev.slipway.sound.routing;

/** A port. */
public interface Choice {
    String choose();
}
