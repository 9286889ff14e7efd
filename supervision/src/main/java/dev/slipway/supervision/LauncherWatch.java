package dev.slipway.supervision;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Ends this process when the launcher that started the platform is gone. */
public final class LauncherWatch {
    /** Name of the environment variable that holds the launcher's {@link ProcessIdentity}. */
    public static final String LAUNCHER = "SLIPWAY_LAUNCHER";

    private static final Duration POLL = Duration.ofMillis(500);

    private LauncherWatch() {}

    /** Starts the watch when the environment names a launcher; without one nobody is watched. */
    public static void start(@Nullable String launcher) {
        if (launcher == null || launcher.isBlank()) {
            return;
        }
        ProcessIdentity identity = ProcessIdentity.parse(launcher);
        Thread.ofPlatform()
                .daemon()
                .name("launcher-watch")
                .start(() -> run(identity::isAlive, () -> Runtime.getRuntime().halt(0)));
    }

    static void run(BooleanSupplier alive, Runnable end) {
        while (alive.getAsBoolean()) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        end.run();
    }
}
