package dev.slipway.gateway.document;

/** Tells the source of documents, once, that this gateway asks no more. Never fails. */
public interface Goodbye {
    void say();
}
