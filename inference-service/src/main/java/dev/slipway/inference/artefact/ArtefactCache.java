package dev.slipway.inference.artefact;

import dev.slipway.contract.version.Manifest.ManifestFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Files by SHA-256 in a folder that several processes share. A file appears by rename when its
 * digest was found right, and the digest is checked again each time that it is used: a file that
 * rotted is fetched anew.
 */
final class ArtefactCache {
    private static final int BUFFER = 1 << 16;

    /** Since its last byte: what is younger may be another process's that still writes. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path artefacts;
    private final Path packages;
    private final Path halves;
    private final InstantSource clock;

    /** Opens the folder and deletes what processes that died had begun there long ago. */
    ArtefactCache(Path directory, InstantSource clock) throws IOException {
        this.artefacts = Files.createDirectories(directory.resolve("sha256"));
        this.packages = Files.createDirectories(directory.resolve("packages"));
        this.halves = Files.createDirectories(directory.resolve("halves"));
        this.clock = clock;
        sweep(clock.instant().minus(ABANDONED));
    }

    private void sweep(Instant before) throws IOException {
        try (DirectoryStream<Path> begun = Files.newDirectoryStream(halves, "*.half")) {
            for (Path half : begun) {
                try {
                    if (Files.getLastModifiedTime(half).toInstant().isBefore(before)) {
                        Files.deleteIfExists(half);
                    }
                } catch (NoSuchFileException finished) {
                    // Another process renamed or deleted it in between.
                }
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
    }

    /** True when the file is here and its bytes are what its name says; it counts as used now. */
    boolean has(String sha256) throws IOException {
        Path file = path(sha256);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        CacheBound.touch(file, FileTime.from(clock.instant()));
        if (sha256.equals(Digests.of(file))) {
            return true;
        }
        Files.deleteIfExists(file);
        return false;
    }

    byte[] bytes(String sha256) throws IOException {
        return Files.readAllBytes(path(sha256));
    }

    void put(String sha256, byte[] bytes) throws IOException {
        Path half = halves.resolve(UUID.randomUUID() + ".half");
        Files.write(half, bytes);
        Files.move(half, path(sha256), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Begins a file that is not here yet; what was received survives broken streams. */
    Download begin(ManifestFile file) throws IOException {
        return new Download(file);
    }

    Path packageDirectory(String manifestSha256) {
        return packages.resolve(manifestSha256);
    }

    /** Lets an artefact appear under its path inside a package; without copying where it can. */
    void link(String sha256, Path target) throws IOException {
        Path source = path(sha256);
        if (Files.exists(target) && Files.isSameFile(source, target)) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path half = halves.resolve(UUID.randomUUID() + ".half");
        try {
            Files.createLink(half, source);
        } catch (UnsupportedOperationException | FileAlreadyExistsException noLinks) {
            Files.copy(source, half);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException noLinks) {
            Files.copy(source, half, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(half); // renaming a link onto the same file leaves both
    }

    private Path path(String sha256) {
        return artefacts.resolve(sha256);
    }

    /** A file that is being received. */
    final class Download implements AutoCloseable {
        private final ManifestFile file;
        private final Path half;
        private final OutputStream out;
        private final MessageDigest digest = Digests.sha256();
        private long received;

        private Download(ManifestFile file) throws IOException {
            this.file = file;
            this.half = halves.resolve(file.sha256() + "." + UUID.randomUUID() + ".half");
            this.out = Files.newOutputStream(half);
        }

        long received() {
            return received;
        }

        /** Reads a stream that begins after what was received; throws when it breaks. */
        void receive(InputStream in) throws IOException, BadPackageException {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (received + n > file.size()) {
                    throw new BadPackageException(
                            "the store gives more bytes for '" + file.path() + "' than it has");
                }
                out.write(buffer, 0, n);
                digest.update(buffer, 0, n);
                received += n;
            }
        }

        /** False when the bytes are not those of the digest; nothing appears then. */
        boolean finish() throws IOException {
            out.close();
            if (!file.sha256().equals(Digests.hex(digest))) {
                return false;
            }
            Files.move(half, path(file.sha256()), StandardCopyOption.ATOMIC_MOVE);
            return true;
        }

        @Override
        public void close() throws IOException {
            out.close();
            Files.deleteIfExists(half);
        }
    }
}
