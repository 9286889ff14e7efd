package dev.slipway.inference.artefact;

import dev.slipway.contract.version.Manifest;
import dev.slipway.contract.version.Manifest.ManifestFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a version's files here. The store or its disk may be away: it tries again, with longer
 * waits, until everything is here, or its thread is interrupted because nobody wants it any more.
 */
public final class PackageFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(PackageFetcher.class);

    private static final int MOST_STREAMS = 4;

    private final ArtefactSource source;
    private final ArtefactCache cache;
    private final ManifestReader reader;
    private final ArtefactSettings settings;
    // Versions share files: who comes second finds what the first one fetched.
    private final FileTurns fetching = new FileTurns();
    private final Semaphore streams = new Semaphore(MOST_STREAMS);

    public PackageFetcher(
            ArtefactSource source,
            ManifestReader reader,
            ArtefactSettings settings,
            InstantSource clock)
            throws IOException {
        this.source = source;
        this.cache = new ArtefactCache(settings.cacheDirectory(), clock);
        this.reader = reader;
        this.settings = settings;
    }

    /**
     * Returns when every file is here and every digest was found right.
     *
     * @throws BadPackageException when no retry can help
     * @throws InterruptedException when the caller no longer wants it
     */
    public LocalPackage fetch(String manifestSha256)
            throws BadPackageException, InterruptedException {
        if (!Digests.isDigest(manifestSha256)) {
            throw new BadPackageException("the version has no valid seal");
        }
        Manifest manifest =
                reader.read(persistently("manifest", _ -> manifestBytes(manifestSha256)));
        Path directory = cache.packageDirectory(manifestSha256);
        for (ManifestFile file : manifest.files()) {
            Path target = target(directory, file);
            persistently(
                    "artefact",
                    attempt -> {
                        fetching.begin(file.sha256());
                        try {
                            fetch(file, attempt);
                            cache.link(file.sha256(), target);
                            return target;
                        } finally {
                            fetching.end(file.sha256());
                        }
                    });
        }
        target(directory, new ManifestFile(manifest.modelFile(), 0, manifestSha256));
        return new LocalPackage(manifest, directory);
    }

    private byte[] manifestBytes(String sha256) throws IOException {
        if (cache.has(sha256)) {
            return cache.bytes(sha256);
        }
        byte[] bytes;
        try (InputStream in = source.openManifest(sha256)) {
            bytes = in.readNBytes(settings.maxManifestBytes() + 1);
        }
        if (!sha256.equals(Digests.of(bytes))) {
            throw new IOException("the manifest's bytes do not fit its seal");
        }
        cache.put(sha256, bytes);
        return bytes;
    }

    /** Resumes within the attempt's streams; a wrong digest begins anew. */
    private void fetch(ManifestFile file, int attempt)
            throws IOException, BadPackageException, InterruptedException {
        if (cache.has(file.sha256())) {
            return;
        }
        try (ArtefactCache.Download download = cache.begin(file)) {
            int broken = attempt;
            while (download.received() < file.size()) {
                long before = download.received();
                try {
                    receive(file, download);
                } catch (IOException broke) {
                    broken = download.received() > before ? 0 : broken + 1;
                    LOG.info("fetching an artefact broke off; going on: {}", broke.toString());
                    pause(broken);
                }
            }
            if (!download.finish()) {
                throw new IOException("an artefact's bytes do not fit its digest");
            }
        }
    }

    private void receive(ManifestFile file, ArtefactCache.Download download)
            throws IOException, BadPackageException, InterruptedException {
        streams.acquire();
        try (InputStream in = source.openArtefact(file.sha256(), download.received())) {
            download.receive(in);
        } finally {
            streams.release();
        }
        if (download.received() < file.size()) {
            throw new EOFException("the stream ended early");
        }
    }

    private static Path target(Path directory, ManifestFile file) throws BadPackageException {
        Path target = directory.resolve(file.path()).normalize();
        boolean inside = target.startsWith(directory) && !target.equals(directory);
        if (!inside || !Digests.isDigest(file.sha256())) {
            throw new BadPackageException("the manifest has an entry that leaves its package");
        }
        return target;
    }

    private <T> T persistently(String what, Attempt<T> attempt)
            throws BadPackageException, InterruptedException {
        for (int number = 0; ; number++) {
            try {
                return attempt.run(number);
            } catch (IOException away) {
                LOG.info("fetching the {} failed; trying again: {}", what, away.toString());
                pause(number + 1);
            }
        }
    }

    private void pause(int failures) throws InterruptedException {
        Duration wait = settings.firstRetry();
        for (int i = 1; i < failures && wait.compareTo(settings.lastRetry()) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        Thread.sleep(wait.compareTo(settings.lastRetry()) < 0 ? wait : settings.lastRetry());
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T run(int number) throws IOException, BadPackageException, InterruptedException;
    }
}
