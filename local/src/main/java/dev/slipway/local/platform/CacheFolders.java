package dev.slipway.local.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the start-up caches of builds lie: {@code start-caches/KEY}, one folder for all caches of
 * one build on one JVM. It appears by rename once they are made; a trial run that failed leaves
 * nothing, and may be repeated.
 */
public final class CacheFolders {
    private static final int KEPT = 2;
    private static final String HALF = "half-";
    private static final String TRIAL = "trial-";

    private final Path parent;
    private final String key;

    CacheFolders(Path parent, String key) {
        this.parent = parent;
        this.key = key;
    }

    /**
     * Those of what is built now.
     *
     * @param classPath of the launcher itself; its first entry stands for all
     */
    public static CacheFolders of(Path home, String classPath) throws IOException, PlatformFailure {
        StringBuilder build = new StringBuilder(System.getProperty("java.vm.version", ""));
        for (Path jar : ServiceJars.packed(home)) {
            append(build, jar);
        }
        append(build, Path.of(classPath.split(":", 2)[0]));
        return new CacheFolders(home.resolve("local/target/start-caches"), digest(build));
    }

    private static void append(StringBuilder build, Path jar) throws IOException {
        build.append('|')
                .append(jar)
                .append(':')
                .append(Files.getLastModifiedTime(jar).toMillis())
                .append(':')
                .append(Files.size(jar));
    }

    private static String digest(CharSequence text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Empty when no trial run was made for this build. */
    public Optional<Path> present() {
        return Optional.of(folder()).filter(Files::isDirectory);
    }

    /** The caches of this build as far as they are there. */
    public StartCaches use() {
        return present().map(StartCaches::usedFrom).orElse(StartCaches.none());
    }

    /** A new folder for the caches of a trial run. */
    public Path begin() throws IOException {
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, HALF);
    }

    /** A new folder for the platform of a trial run. */
    public Path beginTrial() throws IOException {
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, TRIAL);
    }

    /** Removes what earlier trial runs left that were killed; only the one that runs may ask. */
    public void sweep() throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(parent)) {
            left = all.filter(CacheFolders::isOfATrialRun).toList();
        }
        for (Path folder : left) {
            remove(folder);
        }
    }

    /** Makes a folder the one of this build; caches of older builds go. */
    public void complete(Path half) throws IOException {
        Files.move(half, folder(), StandardCopyOption.ATOMIC_MOVE);
        List<Path> builds;
        try (Stream<Path> all = Files.list(parent)) {
            builds =
                    all.filter(path -> Files.isDirectory(path) && !isOfATrialRun(path))
                            .sorted(Comparator.comparingLong(ServiceJar::modified).reversed())
                            .toList();
        }
        for (Path old : builds.subList(Math.min(KEPT, builds.size()), builds.size())) {
            remove(old);
        }
    }

    /** Removes a folder with all that is in it, where it is there. */
    public static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isOfATrialRun(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(HALF) || name.startsWith(TRIAL);
    }

    /** Held by the one trial run at a time. */
    public Path lockFolder() throws IOException {
        Files.createDirectories(parent);
        return parent;
    }

    private Path folder() {
        return parent.resolve(key);
    }
}
