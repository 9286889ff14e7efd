package dev.slipway.inference.artefact.http;

import dev.slipway.inference.artefact.ArtefactSource;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** Offers the store as a source of artefacts. */
public final class StoreHttpConfiguration {
    private StoreHttpConfiguration() {}

    /**
     * The store at its internal port.
     *
     * @param token the service token of the next call
     */
    public static ArtefactSource artefactSource(
            URI store, Supplier<String> token, Duration connect, Duration read) {
        return new StoreSource(store, token, connect, read);
    }
}
