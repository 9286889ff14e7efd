package dev.slipway.inference.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a plan was found on, and holds for.
 *
 * @param name tells it from any other: kind and number of processors, and the runtime
 * @param processors that this process may use
 */
public record Hardware(String name, int processors) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String UNTOLD = "unknown processor";

    /**
     * What this process runs on.
     *
     * @param runtime what executes graphs, with its version
     */
    public static Hardware ofThisMachine(String runtime) {
        return of(PROCESSORS, Runtime.getRuntime().availableProcessors(), runtime);
    }

    static Hardware of(Path list, int processors, String runtime) {
        String kind = kind(list) + ", " + System.getProperty("os.arch");
        return new Hardware(kind + ", " + processors + " processors, " + runtime, processors);
    }

    /** The first processor's name as Linux tells it; on ARM it is a number. */
    private static String kind(Path list) {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(
                            line -> line.startsWith("model name") || line.startsWith("CPU part"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNTOLD);
        } catch (IOException | UncheckedIOException unreadable) {
            return UNTOLD;
        }
    }
}
