package dev.slipway.store.upload;

import dev.slipway.store.layout.PackageContents;

/**
 * Every file is kept.
 *
 * @param sizeBytes of all files together
 */
record ReceivedPackage(PackageContents contents, long sizeBytes) {}
