package dev.slipway.inference.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files of engines, in folders that other processes change meanwhile. */
final class EngineFiles {
    /** The end of names of files that are not whole. */
    static final String HALF = ".half";

    private static final Set<PosixFilePermission> OWNER =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private EngineFiles() {}

    /** Whoever may write an engine can have this process do what it likes. */
    static Path createForOwner(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER))
                : Files.createDirectories(folder);
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** The whole files of a folder; none where that is not there. */
    static List<Path> in(Path folder) throws IOException {
        return listed(folder).stream()
                .filter(Files::isRegularFile)
                .filter(file -> !name(file).endsWith(HALF))
                .toList();
    }

    static List<Path> foldersIn(Path folder) throws IOException {
        return listed(folder).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.toList();
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    static void touch(Path file, Instant now) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (NoSuchFileException absent) {
            // Nothing is kept yet, or another process removed it.
        }
    }

    /** A folder with all that is in it. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }
}
