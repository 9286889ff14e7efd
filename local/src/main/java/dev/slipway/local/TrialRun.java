package dev.slipway.local;

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

    /** Returns at once when the caches are there, or when another trial run makes them just now. */
    public void makeOnce() throws IOException, InterruptedException {
        Optional<DirectoryLock> lock = DirectoryLock.take(folders.lockFolder());
        if (lock.isEmpty()) {
            return;
        }
        try (DirectoryLock _ = lock.get()) {
            if (folders.present().isEmpty()) {
                progress.accept("preparing start-up caches (once for a build)");
                make();
            }
        }
    }

    private void make() throws IOException, InterruptedException {
        Path half = folders.begin();
        StartCaches caches = StartCaches.recordedInto(half);
        try {
            record(caches);
            progress.accept("saving what was learnt");
            create(caches);
        } catch (PlatformFailure | IOException failure) {
            progress.accept("no start-up caches this time: " + failure.getMessage());
        }
        folders.complete(half);
    }

    private void record(StartCaches caches)
            throws IOException, PlatformFailure, InterruptedException {
        Path data = Files.createTempDirectory(folders.lockFolder(), "trial-");
        PlatformSettings settings =
                new PlatformSettings(
                        new DataDirectory(data),
                        home,
                        FreePort.propose(),
                        FreePort.propose(),
                        0,
                        0,
                        false);
        Consumer<String> silence = text -> {};
        Platform platform = Platform.prepare(settings, caches, silence);
        Thread drain = new Thread(() -> platform.drain(silence), "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        try {
            platform.start(silence);
            String _ = new FirstModel(platform, silence).serve();
        } finally {
            platform.drain(silence);
            boolean _ = Runtime.getRuntime().removeShutdownHook(drain);
            CacheFolders.remove(data);
        }
    }

    private void create(StartCaches caches) throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(processors)) {
            for (Recording recording : caches.recordings()) {
                var _ = threads.submit(() -> create(recording));
            }
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
