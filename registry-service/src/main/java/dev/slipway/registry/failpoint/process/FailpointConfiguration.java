package dev.slipway.registry.failpoint.process;

import dev.slipway.registry.failpoint.Failpoints;
import java.nio.file.Path;

/** Makes the failpoints of this process. */
public final class FailpointConfiguration {
    private FailpointConfiguration() {}

    /** Failpoints that files in the directory trigger; none when the directory is empty text. */
    public static Failpoints of(String directory) {
        return directory.isBlank()
                ? Failpoints.NONE
                : new FailpointFiles(Path.of(directory), code -> Runtime.getRuntime().halt(code));
    }
}
