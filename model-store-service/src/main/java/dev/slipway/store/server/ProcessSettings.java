package dev.slipway.store.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who this process is, and where it listens besides its main port.
 *
 * @param name of its run file
 * @param dataDir empty where nobody wants a run file
 * @param bind address that ports are bound to
 * @param internalPort 0 for any
 */
public record ProcessSettings(String name, String dataDir, String bind, int internalPort) {
    public ProcessSettings {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "slipway.process.name must be of letters, digits, dots and dashes");
        }
        if (internalPort < 0 || internalPort > 65_535) {
            throw new IllegalArgumentException(
                    "slipway.process.internal-port must be a port number");
        }
    }

    public Optional<Path> dataDirectory() {
        return dataDir.isBlank() ? Optional.empty() : Optional.of(Path.of(dataDir));
    }
}
