package dev.slipway.e2e.platform;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the tests find the built platform and may write. */
public final class Repository {
    private static final Path ROOT = find();

    private Repository() {}

    /** The folder of the launcher's script. */
    public static Path root() {
        return ROOT;
    }

    /** Where tests leave data directories and logs. */
    public static Path scratch() {
        return ROOT.resolve("e2e").resolve("target").resolve("e2e");
    }

    private static Path find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("slipway")) && Files.exists(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new IllegalStateException("start the tests inside the repository");
    }
}
