package dev.slipway.local.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A module's executable jar, unpacked once for each build: an unpacked application starts faster
 * than a jar of jars.
 */
record ServiceJar(Path jar) {
    private static final int KEPT = 3;
    private static final String UNPACKED = "service.jar";

    /** Finds the jar of a built module and unpacks it where that was not done before. */
    static ServiceJar prepare(Path home, String module) throws IOException, PlatformFailure {
        Path target = home.resolve(module).resolve("target");
        Path fat = newest(target, module);
        String build =
                Long.toHexString(Files.getLastModifiedTime(fat).toMillis())
                        + "-"
                        + Long.toHexString(Files.size(fat));
        Path parent = target.resolve("unpacked");
        Path folder = parent.resolve("service-" + build);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(parent);
            Path half = Files.createTempDirectory(parent, "half-");
            try {
                unpack(fat, half);
                appear(half, folder);
            } finally {
                CacheFolders.remove(half);
            }
            removeOld(parent);
        }
        return new ServiceJar(folder.resolve(UNPACKED));
    }

    private static void appear(Path half, Path folder) throws IOException {
        try {
            Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException another) {
            if (!Files.isDirectory(folder)) {
                throw another;
            }
        }
    }

    static Path newest(Path target, String module) throws IOException, PlatformFailure {
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                List<Path> jars =
                        files.filter(file -> file.toString().endsWith("-app.jar"))
                                .sorted(Comparator.comparingLong(ServiceJar::modified).reversed())
                                .toList();
                if (!jars.isEmpty()) {
                    return jars.getFirst();
                }
            }
        }
        throw new PlatformFailure(module + " is not built; run './slipway build'");
    }

    /** Under another name and by relative paths: only a replica's command line names its module. */
    private static void unpack(Path fat, Path folder) throws IOException {
        Path source = folder.resolve("packed").resolve(UNPACKED);
        Files.createDirectories(folder.resolve("packed"));
        Files.copy(fat, source);
        Process process =
                new ProcessBuilder(
                                JavaCommand.java(),
                                "-Dslipway.data=" + System.getProperty("slipway.data", ""),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Djarmode=tools",
                                "-jar",
                                "packed/" + UNPACKED,
                                "extract",
                                "--force",
                                "--destination",
                                ".")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("cannot unpack " + fat.getFileName());
            }
            Files.delete(source);
            Files.delete(folder.resolve("packed"));
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a service was unpacked", stopped);
        }
    }

    private static void removeOld(Path parent) throws IOException {
        List<Path> builds;
        try (Stream<Path> all = Files.list(parent)) {
            builds = all.sorted(Comparator.comparingLong(ServiceJar::modified).reversed()).toList();
        }
        for (Path old : builds.subList(Math.min(KEPT, builds.size()), builds.size())) {
            CacheFolders.remove(old);
        }
    }

    static long modified(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException gone) {
            return 0;
        }
    }
}
