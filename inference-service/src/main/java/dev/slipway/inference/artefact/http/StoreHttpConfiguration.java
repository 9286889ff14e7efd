package dev.slipway.inference.artefact.http;

import dev.slipway.inference.artefact.ArtefactSource;
import dev.slipway.trust.PeerToken;
import java.net.URI;
import java.time.Duration;

/** Offers the store as a source of artefacts. */
public final class StoreHttpConfiguration {
    private StoreHttpConfiguration() {}

    /**
     * The store at its internal port.
     *
     * @param token this replica's for the store
     */
    public static ArtefactSource artefactSource(
            URI store, PeerToken token, Duration connect, Duration read) {
        return new StoreSource(store, token, connect, read);
    }
}
