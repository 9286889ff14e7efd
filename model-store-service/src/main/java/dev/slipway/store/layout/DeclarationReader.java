package dev.slipway.store.layout;

import java.io.IOException;

/** Reads {@code slipway.yaml}. */
public interface DeclarationReader {
    /** Longest file that is read. */
    int MAX_BYTES = 64 << 10;

    /**
     * Reads the whole file.
     *
     * @param yaml at most {@link #MAX_BYTES}
     * @throws dev.slipway.store.refusal.RefusedException {@code invalid_package} when it is not
     *     what it should be
     */
    PackageDeclaration read(byte[] yaml) throws IOException;
}
