package dev.slipway.local.deploy;

import java.io.IOException;
import java.io.InputStream;

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
}
