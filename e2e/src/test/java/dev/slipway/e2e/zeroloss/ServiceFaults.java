package dev.slipway.e2e.zeroloss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.load.LoadReport;
import dev.slipway.e2e.platform.Pools;
import dev.slipway.e2e.platform.Signal;
import dev.slipway.supervision.RunFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** What can happen to the services of the control path. */
final class ServiceFaults {
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    private ServiceFaults() {}

    /** The registry halts, as by kill -9, exactly at a step of the rollout. */
    static final class RegistryHalts implements Fault {
        private final String failpoint;
        private final AtomicLong hitAt = new AtomicLong();
        private long formerPid;

        RegistryHalts(String failpoint) {
            this.failpoint = failpoint;
        }

        @Override
        public void arm(Scene scene) throws IOException {
            formerPid = scene.pidOf("registry");
            scene.platform().failpoint(failpoint);
            Thread.ofVirtual().start(() -> watch(scene));
        }

        private void watch(Scene scene) {
            while (!scene.platform().failpointHit(failpoint)) {
                LockSupport.parkNanos(2_000_000);
            }
            hitAt.set(System.nanoTime());
        }

        @Override
        public Window strike(Scene scene) {
            Awaitility.await("the registry halts at " + failpoint)
                    .atMost(Scene.LONG)
                    .until(() -> hitAt.get() != 0);
            scene.awaitRestart("registry", formerPid);
            return Window.since(hitAt.get());
        }
    }

    /** The registry is killed while replicas load the new version, which a frozen store delays. */
    record RegistryKilledPreparing() implements Fault {
        @Override
        public void arm(Scene scene) throws IOException, InterruptedException {
            Signal.STOP.to(scene.pidOf("object-store"));
        }

        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            try {
                scene.watch().await("preparing", Scene.LONG);
                long from = System.nanoTime();
                long registry = scene.pidOf("registry");
                Signal.KILL.to(registry);
                scene.awaitRestart("registry", registry);
                assertThat(scene.watch().seenAt("progressing")).as("still preparing").isEmpty();
                return Window.since(from);
            } finally {
                Signal.CONT.to(scene.pidOf("object-store"));
            }
        }
    }

    /** PostgreSQL is stopped in order and started again. */
    record PostgresStopped() implements Fault {
        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("baking", Scene.LONG);
            long from = System.nanoTime();
            scene.platform().stopService("postgres");
            Scene.pause(OUTAGE);
            scene.platform().startService("postgres");
            return Window.since(from);
        }
    }

    /** All processes of PostgreSQL freeze, with every connection open. */
    record PostgresFrozen() implements Fault {
        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("baking", Scene.LONG);
            ProcessHandle postmaster =
                    scene.platform().service("postgres").process().find().orElseThrow();
            long from = System.nanoTime();
            // The postmaster stops first and goes on last: who ends meanwhile stays its child.
            Signal.STOP.to(postmaster.pid());
            long[] backends = postmaster.descendants().mapToLong(ProcessHandle::pid).toArray();
            try {
                Signal.STOP.to(backends);
                Scene.pause(OUTAGE);
            } finally {
                Signal.CONT.to(backends);
                Signal.CONT.to(postmaster.pid());
            }
            return Window.since(from);
        }
    }

    /** PostgreSQL dies without a word; the launcher starts it again, and it recovers its log. */
    record PostgresKilled() implements Fault {
        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("baking", Scene.LONG);
            long from = System.nanoTime();
            long postmaster = scene.pidOf("postgres");
            Signal.KILL.to(postmaster);
            scene.awaitRevival("postgres", postmaster);
            return Window.since(from);
        }
    }

    /** The object store dies while replicas wait for the new version, of which it gave nothing. */
    record ObjectStoreKilledPreparing() implements Fault {
        @Override
        public void arm(Scene scene) throws IOException, InterruptedException {
            Signal.STOP.to(scene.pidOf("object-store"));
        }

        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            long objectStore = scene.pidOf("object-store");
            long from;
            try {
                scene.watch().await("preparing", Scene.LONG);
                assertThat(scene.watch().seenAt("progressing")).as("nobody could fetch").isEmpty();
            } finally {
                from = System.nanoTime();
                Signal.KILL.to(objectStore);
            }
            scene.awaitRevival("object-store", objectStore);
            return Window.since(from);
        }
    }

    /**
     * The object store is away while a fresh replica with an empty cache must fetch the new
     * version, and everything else it shall serve.
     */
    record ObjectStoreAway(int poolSize) implements Fault {
        @Override
        public void arm(Scene scene) throws IOException, InterruptedException {
            scene.platform().stopService("object-store");
            Caches.empty(scene.platform());
            scene.registry()
                    .put(
                            "/admin/v1/pools/default",
                            "{\"min\":%d,\"max\":%d}".formatted(poolSize + 1, poolSize + 1))
                    .expect(200);
        }

        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            scene.watch().await("preparing", Scene.LONG);
            long from = System.nanoTime();
            Scene.pause(OUTAGE);
            assertThat(scene.watch().seenAt("progressing")).as("nobody could fetch").isEmpty();
            scene.platform().startService("object-store");
            return Window.since(from);
        }

        @Override
        public void verify(Scene scene, Window window, LoadReport report) {
            Pools.awaitSettled(scene.platform(), scene.registry(), poolSize + 1);
        }
    }

    /**
     * The autoscaler dies and comes back, then a replica that it did not start dies. The rollout is
     * held in PREPARING meanwhile by a frozen object store.
     */
    record AutoscalerThenAdoptedReplica(int poolSize) implements Fault {
        @Override
        public void arm(Scene scene) throws IOException, InterruptedException {
            Signal.STOP.to(scene.pidOf("object-store"));
        }

        @Override
        public Window strike(Scene scene) throws IOException, InterruptedException {
            long from;
            try {
                scene.watch().await("preparing", Scene.LONG);
                from = System.nanoTime();
                long autoscaler = scene.pidOf("autoscaler");
                Signal.KILL.to(autoscaler);
                scene.awaitRestart("autoscaler", autoscaler);
                RunFile victim = scene.victim();
                assertThat(scene.watch().seenAt("progressing")).as("still preparing").isEmpty();
                Signal.KILL.to(victim.process().pid());
                Awaitility.await("a replacement is started")
                        .atMost(Scene.LONG)
                        .until(() -> scene.replicas().size() == poolSize);
            } finally {
                Signal.CONT.to(scene.pidOf("object-store"));
            }
            return Window.since(from);
        }

        @Override
        public void verify(Scene scene, Window window, LoadReport report)
                throws IOException, InterruptedException {
            Pools.awaitSettled(scene.platform(), scene.registry(), poolSize);
            ReplicaFaults.assertReplacedOnce(scene);
        }
    }
}
