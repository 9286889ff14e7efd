package dev.slipway.inference.artefact;

import dev.slipway.contract.version.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A version's files on this machine, each under its path inside the package.
 *
 * @param directory where the paths begin
 */
public record LocalPackage(Manifest manifest, Path directory) {
    public Path modelFile() {
        return directory.resolve(manifest.modelFile());
    }

    /** A file of the package, or empty when it has none of that path. */
    public Optional<Path> file(String path) {
        return Optional.of(directory.resolve(path))
                .filter(file ->
                        manifest.files().stream().anyMatch(entry -> entry.path().equals(path)))
                .filter(Files::isRegularFile);
    }
}
