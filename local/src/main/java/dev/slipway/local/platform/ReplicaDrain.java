package dev.slipway.local.platform;

import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Ends the replicas of a data directory once nobody starts new ones: they drain by themselves. */
public final class ReplicaDrain {
    private final Path dataDirectory;
    private final Duration patience;

    public ReplicaDrain(Path dataDirectory, Duration patience) {
        this.dataDirectory = dataDirectory;
        this.patience = patience;
    }

    /** How many were alive. */
    public int drain() throws IOException, InterruptedException {
        List<ProcessIdentity> living = new ArrayList<>();
        List<Path> files = runFiles();
        for (Path file : files) {
            try {
                RunFile.read(file)
                        .map(RunFile::process)
                        .filter(ProcessIdentity::isAlive)
                        .ifPresent(living::add);
            } catch (IllegalArgumentException unreadable) {
                Files.deleteIfExists(file);
            }
        }
        living.forEach(replica -> replica.find().ifPresent(ProcessHandle::destroy));
        if (!awaitEnd(living, patience)) {
            living.forEach(replica -> replica.find().ifPresent(ProcessHandle::destroyForcibly));
            if (!awaitEnd(living, Duration.ofSeconds(5))) {
                throw new IOException("a replica does not end although it was killed");
            }
            return living.size();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        return living.size();
    }

    private List<Path> runFiles() throws IOException {
        Path run = dataDirectory.resolve("run");
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(run)) {
            return all.filter(file ->
                            String.valueOf(file.getFileName()).matches("replica-.*\\.properties"))
                    .toList();
        }
    }

    private static boolean awaitEnd(List<ProcessIdentity> processes, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (processes.stream().noneMatch(ProcessIdentity::isAlive)) {
                return true;
            }
            Thread.sleep(50);
        }
        return processes.stream().noneMatch(ProcessIdentity::isAlive);
    }
}
