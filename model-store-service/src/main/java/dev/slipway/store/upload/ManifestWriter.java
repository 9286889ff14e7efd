package dev.slipway.store.upload;

import dev.slipway.contract.version.Manifest;

/** Gives a manifest its exact bytes; the same manifest, the same bytes. */
public interface ManifestWriter {
    byte[] write(Manifest manifest);
}
