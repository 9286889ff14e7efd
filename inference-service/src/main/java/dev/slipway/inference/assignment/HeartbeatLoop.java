package dev.slipway.inference.assignment;

import dev.slipway.contract.replica.Heartbeat;
import dev.slipway.contract.replica.HeartbeatReply;
import dev.slipway.contract.replica.ReplicaState;
import dev.slipway.inference.model.LoadedModels;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says each second, at first more often, and at once when something changed, where this replica is.
 */
public final class HeartbeatLoop {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatLoop.class);

    private final Registry registry;
    private final LoadedModels models;
    private final ReplicaLife life;
    private final ReplicaIdentity identity;
    private final int queueLimit;
    private final HeartbeatPace pace;
    private final AtomicLong sequence = new AtomicLong();
    private final Semaphore wakeUps;
    private volatile boolean stopped;
    private boolean away;
    private @Nullable Thread thread;

    /**
     * Nothing runs before {@link #start}.
     *
     * @param wakeUps a permit asks for a heartbeat at once
     */
    public HeartbeatLoop(
            Registry registry,
            LoadedModels models,
            ReplicaLife life,
            ReplicaIdentity identity,
            int queueLimit,
            HeartbeatSettings settings,
            Semaphore wakeUps) {
        this.registry = registry;
        this.models = models;
        this.life = life;
        this.identity = identity;
        this.queueLimit = queueLimit;
        this.pace = new HeartbeatPace(settings.interval());
        this.wakeUps = wakeUps;
    }

    public synchronized void start() {
        thread = Thread.ofPlatform().daemon().name("heartbeat").start(this::loop);
    }

    private void loop() {
        try {
            while (!stopped) {
                beat();
                models.unloadQuiet();
                if (wakeUps.tryAcquire(pause().toNanos(), TimeUnit.NANOSECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            // Without heartbeats this replica would be forgotten while it looks alive.
            LOG.error("the heartbeat ended; this process halts", bug);
            Runtime.getRuntime().halt(1);
        }
    }

    private Duration pause() {
        return pace.pause(sequence.get(), !models.report().isEmpty(), away);
    }

    /** One heartbeat and what follows from its answer. */
    void beat() {
        ReplicaState sent = life.state();
        HeartbeatReply reply;
        try {
            reply = registry.heartbeat(heartbeat(sent));
        } catch (RegistryAwayException gone) {
            if (!away) {
                LOG.warn("the registry is away; serving goes on: {}", gone.getMessage());
            }
            away = true;
            return;
        }
        if (away) {
            LOG.info("the registry is back");
        }
        away = false;
        if (sent == ReplicaState.DRAINING) {
            if (reply.drainApplied()) {
                life.drainApplied();
            }
            return;
        }
        models.apply(reply.assignments());
        if (sent == ReplicaState.STARTING && models.isSettled()) {
            life.ready();
            wakeUps.release();
        }
    }

    private Heartbeat heartbeat(ReplicaState state) {
        return new Heartbeat(
                identity.instance(),
                sequence.incrementAndGet(),
                identity.pool(),
                identity.address(),
                identity.pid(),
                state,
                queueLimit,
                models.report());
    }

    /** Says at once what changed. */
    public void wake() {
        wakeUps.release();
    }

    /** Ends the loop and says goodbye, waiting at most for a time. */
    public void goodbye(Duration atMost) throws InterruptedException {
        stopped = true;
        life.gone();
        Thread goodbye =
                Thread.ofPlatform()
                        .daemon()
                        .name("goodbye")
                        .start(() -> {
                            try {
                                registry.heartbeat(heartbeat(ReplicaState.GONE));
                            } catch (RegistryAwayException gone) {
                                LOG.warn("no goodbye: {}", gone.getMessage());
                            }
                        });
        goodbye.join(atMost);
        stop();
    }

    /** Ends the loop without a word. */
    public synchronized void stop() {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
