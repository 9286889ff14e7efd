package dev.slipway.local.database.postgres;

import dev.slipway.supervision.LauncherWatch;
import dev.slipway.supervision.ProcessIdentity;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for the launcher's end and then ends PostgreSQL, which cannot watch the launcher itself. It
 * reads PostgreSQL's run file only then, so that restarts in between do not matter.
 */
final class PostgresGuard {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PostgresGuard() {}

    /** Argument: the data directory. The launcher is named by the environment. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        ProcessIdentity launcher =
                ProcessIdentity.parse(System.getenv().getOrDefault(LauncherWatch.LAUNCHER, ""));
        RunFile.current("postgres-guard", java.util.Map.of(RunFile.PORT, "0")).write(directory);
        while (launcher.isAlive()) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        Optional<RunFile> file = RunFile.read(RunFile.path(directory, "postgres"));
        if (file.isPresent()) {
            end(file.get().process());
        }
    }

    private static void end(ProcessIdentity postgres) throws IOException {
        PostgresConfiguration.interrupt(postgres);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (postgres.isAlive() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        postgres.find().ifPresent(ProcessHandle::destroyForcibly);
    }
}
