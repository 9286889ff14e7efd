package dev.slipway.local.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file of a model package.
 *
 * @param path relative, with forward slashes, inside the package
 * @param content opened once for each upload
 */
public record ModelFile(String path, long size, Content content) {

    /** Opens the bytes. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** A file of this machine under its path in the package. */
    static ModelFile of(String path, Path source) throws IOException {
        return new ModelFile(path, Files.size(source), () -> Files.newInputStream(source));
    }
}
