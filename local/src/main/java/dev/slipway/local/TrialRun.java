package dev.slipway.local;

import dev.slipway.local.deploy.DeploymentReport;
import dev.slipway.local.directory.DataDirectory;
import dev.slipway.local.directory.DirectoryLock;
import dev.slipway.local.platform.CacheFolders;
import dev.slipway.local.platform.PlatformFailure;
import dev.slipway.local.platform.PlatformSettings;
import dev.slipway.local.platform.StartCaches;
import dev.slipway.local.platform.StartCaches.Recording;
import dev.slipway.supervision.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts a platform of its own once for a build, lets it answer an embedding, ends it, and makes
 * start-up caches of what its JVMs recorded. Whatever goes wrong costs only the caches.
 */
public final class TrialRun {
    private static final int LONGEST_CREATION_SECONDS = 120;

    private final Path home;
    private final CacheFolders folders;
    private final Consumer<String> progress;

    public TrialRun(Path home, CacheFolders folders, Consumer<String> progress) {
        this.home = home;
        this.folders = folders;
        this.progress = progress;
    }

    /**
     * Returns at once when the caches are there, or when another trial run makes them just now.
     *
     * @return false when it failed; then it may be repeated
     */
    public boolean makeOnce() throws IOException, InterruptedException {
        Optional<DirectoryLock> lock = DirectoryLock.take(folders.lockFolder());
        if (lock.isEmpty()) {
            return true;
        }
        try (DirectoryLock _ = lock.get()) {
            folders.sweep();
            if (folders.present().isPresent()) {
                return true;
            }
            progress.accept("preparing start-up caches (once for a build)");
            return make();
        }
    }

    private boolean make() throws IOException, InterruptedException {
        Path half = folders.begin();
        Path data = folders.beginTrial();
        StartCaches caches = StartCaches.recordedInto(half);
        try {
            record(caches, data);
            progress.accept("saving what was learnt");
            create(caches);
            folders.complete(half);
            return true;
        } catch (PlatformFailure | IOException failure) {
            progress.accept("no start-up caches this time: " + failure.getMessage());
            return false;
        } finally {
            discard(half);
            discard(data);
        }
    }

    private static void discard(Path folder) {
        try {
            CacheFolders.remove(folder);
        } catch (IOException stillUsed) {
            // The next trial run removes it.
        }
    }

    private void record(StartCaches caches, Path data)
            throws IOException, PlatformFailure, InterruptedException {
        PlatformSettings settings =
                new PlatformSettings(
                        new DataDirectory(data),
                        home,
                        FreePort.propose(),
                        FreePort.propose(),
                        0,
                        0,
                        false);
        DeploymentReport silence = text -> {};
        Platform platform = Platform.prepare(settings, caches, silence);
        Thread drain = new Thread(() -> platform.drain(silence), "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        try {
            platform.start(silence);
            String _ = new FirstModel(platform, silence).serve();
        } finally {
            platform.drain(silence);
            boolean _ = Runtime.getRuntime().removeShutdownHook(drain);
        }
    }

    private void create(StartCaches caches) throws IOException {
        List<Recording> recordings = caches.recordings();
        int processors = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(processors)) {
            for (Recording recording : recordings) {
                var _ = threads.submit(() -> create(recording));
            }
        }
        if (recordings.stream().noneMatch(recording -> Files.isRegularFile(recording.cache()))) {
            throw new IOException("no process's start could be saved");
        }
    }

    /** What is not made in full is not left behind: half a cache would be read at each start. */
    private void create(Recording recording) {
        try {
            Path log = recording.cache().resolveSibling(recording.name() + ".log");
            Process process =
                    new ProcessBuilder(recording.creation())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(LONGEST_CREATION_SECONDS, TimeUnit.SECONDS)
                    || process.exitValue() != 0) {
                process.destroyForcibly();
                Files.deleteIfExists(recording.cache());
            }
            Files.deleteIfExists(recording.configuration());
        } catch (IOException unable) {
            progress.accept("no start-up cache for " + recording.name());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
