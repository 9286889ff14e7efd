package dev.slipway.store.upload;

import dev.slipway.store.layout.PackageContents;

/** Every file is kept, but for those that serving never needs. */
record ReceivedPackage(PackageContents contents) {}
