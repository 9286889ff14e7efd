package dev.slipway.e2e.zeroloss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.load.Sample;
import dev.slipway.e2e.platform.Pools;
import dev.slipway.e2e.platform.Signal;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.awaitility.Awaitility;

/** What can happen to a replica. */
final class ReplicaFaults {
    private static final String WAITING = "slipway_gateway_replica_waiting";
    private static final String ATTEMPTS = "slipway_gateway_attempts_total";
    private static final Duration HANG_PROBE = Duration.ofSeconds(1);

    private ReplicaFaults() {}

    /**
     * A replica dies that surely held requests: it is stopped first, and killed once the gateway
     * shows so many requests waiting for it, before a probe can find it silent.
     *
     * @param poolSize replicas that shall be there again afterwards
     */
    record KilledHolding(int held, int poolSize) implements Fault {
        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("baking", Scene.LONG);
            RunFile victim = scene.victim();
            String label = "\"" + victim.values().get("instance") + "\"";
            long stoppedAt = System.nanoTime();
            Signal.STOP.to(victim.process().pid());
            Awaitility.await(held + " requests wait for the stopped replica")
                    .atMost(HANG_PROBE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> scene.platform().gatewayMetrics().sum(WAITING, label) >= held);
            Signal.KILL.to(victim.process().pid());
            Window window = Window.since(stoppedAt);
            assertThat(Duration.ofNanos(window.to() - stoppedAt))
                    .as("killed before the probe of a hang")
                    .isLessThan(HANG_PROBE);
            return window;
        }

        @Override
        public void verify(Scene scene, Window window, LoadReport report)
                throws IOException, InterruptedException {
            assertThat(scene.grown(ATTEMPTS, "end=\"broken\""))
                    .as("attempts that died with the replica")
                    .isGreaterThanOrEqualTo(held);
            reportHeld(window.to(), report);
            Pools.awaitSettled(scene.platform(), scene.registry(), poolSize);
        }
    }

    /** A replica stops and is never continued; somebody must replace it. */
    record StoppedForEver(int poolSize) implements Fault {
        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("baking", Scene.LONG);
            long stoppedAt = System.nanoTime();
            Signal.STOP.to(scene.victim().process().pid());
            return Window.since(stoppedAt);
        }

        @Override
        public void verify(Scene scene, Window window, LoadReport report)
                throws IOException, InterruptedException {
            assertThat(scene.grown(ATTEMPTS, "end=\"hung\""))
                    .as("attempts that moved because a probe found nobody")
                    .isPositive();
            System.out.printf(
                    Locale.ROOT,
                    "  the longest answer to what was sent within a second of the stop took %.2f s%n",
                    report.longestServiceMs(
                                    window.from() - 1_000_000_000L, window.to() + 1_000_000_000L)
                            / 1000);
            Pools.awaitSettled(scene.platform(), scene.registry(), poolSize);
            assertReplacedOnce(scene);
        }
    }

    /** A replica is asked to end, as by an operator, and drains. */
    record Terminated(int poolSize) implements Fault {
        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("baking", Scene.LONG);
            RunFile victim = scene.victim();
            long askedAt = System.nanoTime();
            Signal.TERM.to(victim.process().pid());
            Awaitility.await("the replica has drained and ended")
                    .atMost(Scene.LONG)
                    .until(() -> !victim.process().isAlive());
            return Window.since(askedAt);
        }

        @Override
        public void verify(Scene scene, Window window, LoadReport report)
                throws IOException, InterruptedException {
            Pools.awaitSettled(scene.platform(), scene.registry(), poolSize);
            assertReplacedOnce(scene);
        }
    }

    /** Exactly one of the former instances is gone and exactly one new one is there. */
    static void assertReplacedOnce(Scene scene) throws IOException, InterruptedException {
        Set<String> now = scene.instances();
        Set<String> stayed = new HashSet<>(now);
        stayed.retainAll(scene.instancesBefore());
        assertThat(now).hasSameSizeAs(scene.instancesBefore());
        assertThat(stayed).hasSize(scene.instancesBefore().size() - 1);
    }

    /** Prints how long what was unanswered at a moment had to wait for its answer. */
    static void reportHeld(long moment, LoadReport report) {
        long held = 0;
        long last = moment;
        for (Sample sample : report.samples()) {
            if (sample.sentAt() < moment && sample.doneAt() > moment) {
                held++;
                last = Math.max(last, sample.doneAt());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  %d requests were unanswered at the fault, the last was answered %.2f s later%n",
                held,
                (last - moment) / 1e9);
    }
}
