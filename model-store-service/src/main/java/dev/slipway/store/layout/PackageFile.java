package dev.slipway.store.layout;

/**
 * One file of a package, as it is kept.
 *
 * @param sha256 lower-case hex
 * @param objectKey where its bytes lie now
 */
public record PackageFile(PackagePath path, long size, String sha256, String objectKey) {}
