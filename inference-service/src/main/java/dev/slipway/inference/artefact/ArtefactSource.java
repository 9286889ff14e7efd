package dev.slipway.inference.artefact;

import java.io.IOException;
import java.io.InputStream;

/** Where manifests and artefacts come from. Every call and every read of a stream ends in time. */
public interface ArtefactSource {
    /** The exact bytes of a manifest, at most as many as the caller takes. */
    InputStream openManifest(String sha256) throws IOException;

    /**
     * The bytes of an artefact from an offset on.
     *
     * @param offset bytes that the caller already has
     */
    InputStream openArtefact(String sha256, long offset) throws IOException;
}
