package dev.slipway.e2e.zeroloss;

import dev.slipway.e2e.load.OpenLoop;
import dev.slipway.e2e.platform.AdminApi;
import dev.slipway.e2e.platform.Metrics;
import dev.slipway.e2e.platform.Platform;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** What a fault finds: a platform under load in the middle of a rollout. */
final class Scene {
    static final Duration LONG = Duration.ofSeconds(90);

    private final Platform platform;
    private final AdminApi registry;
    private final String model;
    private final OpenLoop load;
    private final Metrics before;
    private final Set<String> instancesBefore;
    private @Nullable RolloutWatch watch;
    private long restartedAt;

    Scene(Platform platform, AdminApi registry, String model, OpenLoop load, Metrics before)
            throws IOException, InterruptedException {
        this.platform = platform;
        this.registry = registry;
        this.model = model;
        this.load = load;
        this.before = before;
        this.instancesBefore = instances();
    }

    Platform platform() {
        return platform;
    }

    AdminApi registry() {
        return registry;
    }

    String model() {
        return model;
    }

    OpenLoop load() {
        return load;
    }

    Metrics before() {
        return before;
    }

    /** Instances that were there when the load began. */
    Set<String> instancesBefore() {
        return instancesBefore;
    }

    void watch(RolloutWatch watch) {
        this.watch = watch;
    }

    RolloutWatch watch() {
        return Objects.requireNonNull(watch, "the rollout has not been asked for yet");
    }

    /** One of the living replicas; the one that has been there longest. */
    RunFile victim() throws IOException {
        return platform.replicas().stream()
                .min(Comparator.comparingLong(file -> file.process().startedAtMs()))
                .orElseThrow(() -> new IOException("there is no replica to break"));
    }

    /** Instances of all ready replicas, as the registry knows them. */
    Set<String> instances() throws IOException, InterruptedException {
        return platform.readyReplicas(registry).stream()
                .map(replica -> replica.get("instance").asString())
                .collect(Collectors.toSet());
    }

    /** How much a counter of the gateway grew since the load began. */
    double grown(String counter, String... labels) throws IOException, InterruptedException {
        return platform.gatewayMetrics().sum(counter, labels) - before.sum(counter, labels);
    }

    long pidOf(String service) throws IOException {
        return platform.service(service).process().pid();
    }

    /** When the service that was started again last showed its new process. */
    long restartedAt() {
        return restartedAt;
    }

    /** Waits until a service's process is another one than this, and has its ports. */
    void awaitRestart(String service, long formerPid) {
        Awaitility.await(service + " has another process")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> pidOf(service) != formerPid);
        restartedAt = System.nanoTime();
        Awaitility.await(service + " is started again")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> platform.isUp(service) && pidOf(service) != formerPid);
    }

    /** Waits until the launcher started what was killed, and those who need it are ready again. */
    void awaitRevival(String service, long formerPid) throws IOException, InterruptedException {
        Awaitility.await(service + " has another process")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> pidOf(service) != formerPid);
        platform.startService(service);
    }

    static void pause(Duration length) throws InterruptedException {
        Thread.sleep(length);
    }

    List<RunFile> replicas() throws IOException {
        return platform.replicas();
    }
}
