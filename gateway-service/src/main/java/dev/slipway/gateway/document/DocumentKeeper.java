package dev.slipway.gateway.document;

import org.jspecify.annotations.Nullable;

/** Keeps the last document of one kind across restarts. */
public interface DocumentKeeper<D> {
    /** Null when none is kept, or what is kept cannot be read. */
    @Nullable D last();

    void keep(D document);
}
