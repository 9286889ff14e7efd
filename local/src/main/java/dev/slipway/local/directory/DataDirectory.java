package dev.slipway.local.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one platform: {@code run} (who runs where), {@code logs}, {@code secrets}, {@code
 * conf}, the data of PostgreSQL and of the object store, caches that may be lost.
 */
public record DataDirectory(Path root) {
    /** What a shell takes as it stands. */
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path conf() {
        return root.resolve("conf");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path objects() {
        return root.resolve("objects");
    }

    /** Artefacts that replicas share. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** The gateway's last documents. */
    public Path gatewayState() {
        return root.resolve("gateway");
    }

    /**
     * What a command adds, after a space, to mean this folder; empty where it is the one that is
     * meant anyway.
     *
     * @param home the source tree, in which that one lies
     */
    public String asOption(Path home) {
        if (root.equals(home.toAbsolutePath().resolve(".slipway").normalize())) {
            return "";
        }
        String word = root.toString();
        return " --data "
                + (PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'");
    }

    /** Emptied at each start. */
    public Path temporary() {
        return root.resolve("tmp");
    }

    public Path adminKey() {
        return root.resolve("admin.key");
    }

    public Path inferKey() {
        return root.resolve("infer.key");
    }

    /**
     * Makes the folders; those that hold secrets are their owner's alone, and so is the whole where
     * it is made here.
     */
    public void create() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
        for (Path shared : List.of(logs(), objects(), cache(), temporary())) {
            Files.createDirectories(shared);
        }
        for (Path own : List.of(run(), secrets(), conf(), gatewayState())) {
            Files.createDirectories(own);
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Removes what processes unpacked for themselves; only while nobody runs here. */
    public void emptyTemporary() throws IOException {
        List<Path> old;
        try (Stream<Path> all = Files.walk(temporary())) {
            old = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : old) {
            if (!path.equals(temporary())) {
                Files.deleteIfExists(path);
            }
        }
    }
}
