package dev.slipway.local.platform;

import dev.slipway.local.directory.DataDirectory;
import java.nio.file.Path;

/**
 * What one launcher starts.
 *
 * @param home the source tree whose modules are built
 * @param grpcPort where the gateway listens for gRPC
 * @param poolMin fewest replicas of the pool {@code default}; 0 leaves the pool as it is
 * @param poolMax most replicas of it
 * @param failpoints whether the registry halts where a file in the data directory says so (tests)
 */
public record PlatformSettings(
        DataDirectory directory,
        Path home,
        int port,
        int grpcPort,
        int poolMin,
        int poolMax,
        boolean failpoints) {

    public PlatformSettings {
        requirePort("--port", port);
        requirePort("--grpc-port", grpcPort);
        if (port == grpcPort) {
            throw new IllegalArgumentException("--port and --grpc-port must differ");
        }
        if (poolMin < 0 || poolMin > 64) {
            throw new IllegalArgumentException("--pool-min must be between 0 and 64");
        }
        if (poolMax < poolMin || poolMax > 64) {
            throw new IllegalArgumentException("--pool-max must be between --pool-min and 64");
        }
    }

    private static void requirePort(String option, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(option + " must be between 1 and 65535");
        }
    }
}
