package dev.slipway.local.directory;

import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Ends the processes of an earlier launcher that died without its drain. They are found by the
 * identities in the run files, never by name. Files of replicas stay: the autoscaler reports their
 * deaths to the registry and removes them.
 */
public final class CrashRemains {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final DataDirectory directory;
    private final EndSignal postgresEnd;

    /** How a process is asked to end in order. */
    @FunctionalInterface
    public interface EndSignal {
        void send(ProcessIdentity process) throws IOException;
    }

    public CrashRemains(DataDirectory directory, EndSignal postgresEnd) {
        this.directory = directory;
        this.postgresEnd = postgresEnd;
    }

    /** The names of those that had to be ended; call only with the directory's lock held. */
    public List<String> clean() throws IOException {
        List<String> ended = new ArrayList<>();
        for (Path file : runFiles()) {
            String name = String.valueOf(file.getFileName()).replace(".properties", "");
            if (end(name, file)) {
                ended.add(name);
            }
            if (!name.startsWith("replica-")) {
                Files.deleteIfExists(file);
            }
        }
        return ended;
    }

    private List<Path> runFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.run())) {
            return files.filter(file -> file.toString().endsWith(".properties")).sorted().toList();
        }
    }

    private boolean end(String name, Path file) throws IOException {
        ProcessIdentity identity;
        try {
            identity = RunFile.read(file).map(RunFile::process).orElse(new ProcessIdentity(0, 0));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
        if (!identity.isAlive()) {
            return false;
        }
        if (!name.equals("postgres") || !endsInOrder(identity)) {
            identity.find().ifPresent(ProcessHandle::destroyForcibly);
            if (!ends(identity)) {
                throw new IOException(
                        "process "
                                + identity.pid()
                                + " of an earlier run does not end; end it and start again");
            }
        }
        return true;
    }

    private boolean endsInOrder(ProcessIdentity postgres) {
        try {
            postgresEnd.send(postgres);
        } catch (IOException unable) {
            return false;
        }
        return ends(postgres);
    }

    private static boolean ends(ProcessIdentity process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }
}
