package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.platform.Platform;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes the replicas' artefact cache what it is on a fresh machine. */
final class Caches {
    private Caches() {}

    static void empty(Platform platform) throws IOException {
        for (RunFile replica : platform.replicas()) {
            Path cache = Path.of(platform.environmentOf(replica.name(), "SLIPWAY_CACHE_DIR"));
            if (!cache.startsWith(platform.data())) {
                throw new IOException("the cache lies outside the data directory");
            }
            if (Files.exists(cache)) {
                deleteContents(cache);
            }
        }
    }

    private static void deleteContents(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(folder)) {
            found = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            if (!path.equals(folder)) {
                Files.delete(path);
            }
        }
    }
}
