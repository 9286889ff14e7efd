package dev.slipway.e2e.pairs;

import dev.slipway.e2e.platform.Platform;
import dev.slipway.e2e.platform.ServiceCopy;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One of a pair: a service that the test starts, kills and starts again on the same ports. */
final class Member implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;
    private final ServiceCopy copy;
    private final String name;
    private final Map<String, String> changed;
    private Process process;

    private Member(Platform platform, ServiceCopy copy, String name, Map<String, String> changed)
            throws IOException {
        this.platform = platform;
        this.copy = copy;
        this.name = name;
        this.changed = changed;
        this.process = copy.start(name, changed);
    }

    /** Starts it under a name of its own; {@link #awaitUp} waits for it. */
    static Member start(Platform platform, ServiceCopy copy, String name, Map<String, String> ports)
            throws IOException {
        Map<String, String> changed = new HashMap<>(ports);
        changed.put("SLIPWAY_NAME", name);
        changed.put("SLIPWAY_MANAGEMENT_PORT", "0");
        return new Member(platform, copy, name, changed);
    }

    Member awaitUp() {
        Awaitility.await(name + " is up")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> copy.isUp(name, process));
        return this;
    }

    String name() {
        return name;
    }

    int port() throws IOException {
        return platform.service(name).port(RunFile.PORT).orElseThrow();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** By SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void startAgain() throws IOException {
        process = copy.start(name, changed);
        awaitUp();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
