package dev.slipway.inference.artefact;

import dev.slipway.contract.version.Manifest;

/** Reads a manifest's bytes. */
public interface ManifestReader {
    /**
     * Reads and checks the form, not the seal.
     *
     * @throws BadPackageException when it is not a manifest
     */
    Manifest read(byte[] bytes) throws BadPackageException;
}
