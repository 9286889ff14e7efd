package dev.slipway.gateway.dialect;

/** A protocol that clients speak; {@code PLAIN} is everything else and gets RFC 9457 problems. */
public enum Dialect {
    OIP,
    OPENAI,
    PLAIN
}
