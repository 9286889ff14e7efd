package dev.slipway.local.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bounds the logs: a file over its limit is copied to {@code NAME.log.1} and emptied where it
 * stands (all writers append, so they go on at its start); of replicas' logs the newest are kept.
 */
public final class LogRotation {
    private final Path logs;
    private final long maxBytes;
    private final int maxReplicaLogs;

    public LogRotation(Path logs, long maxBytes, int maxReplicaLogs) {
        this.logs = logs;
        this.maxBytes = maxBytes;
        this.maxReplicaLogs = maxReplicaLogs;
    }

    public static LogRotation standard(Path logs) {
        return new LogRotation(logs, 10L * 1024 * 1024, 128);
    }

    /** One pass. */
    public void sweep() throws IOException {
        List<Path> replicaLogs = new ArrayList<>();
        for (Path log : logFiles()) {
            if (sizeOf(log) > maxBytes) {
                rotate(log);
            }
            if (String.valueOf(log.getFileName()).startsWith("replica-")) {
                replicaLogs.add(log);
            }
        }
        replicaLogs.sort(Comparator.comparing(LogRotation::modified).reversed());
        for (Path old :
                replicaLogs.subList(
                        Math.min(maxReplicaLogs, replicaLogs.size()), replicaLogs.size())) {
            Files.deleteIfExists(old);
            Files.deleteIfExists(rotated(old));
        }
    }

    private List<Path> logFiles() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    private static void rotate(Path log) throws IOException {
        Files.copy(log, rotated(log), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private static Path rotated(Path log) {
        return log.resolveSibling(log.getFileName() + ".1");
    }

    private static long sizeOf(Path log) throws IOException {
        try {
            return Files.size(log);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    private static FileTime modified(Path log) {
        try {
            return Files.getLastModifiedTime(log);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
