package dev.slipway.autoscaler.sizing;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks others on behalf of the sizing loop, away from its thread. Every errand ends in exactly one
 * {@link Signal}, also when the one who was asked fails; the loop takes signals from here.
 */
final class Errands {
    private static final int INBOX = 1_024;

    private final Registry registry;
    private final LivenessProbe probe;
    private final Executor elsewhere;
    private final BlockingQueue<Signal> inbox = new ArrayBlockingQueue<>(INBOX);

    Errands(Registry registry, LivenessProbe probe, Executor elsewhere) {
        this.registry = registry;
        this.probe = probe;
        this.elsewhere = elsewhere;
    }

    void askForPools() {
        run(() -> new Signal.PoolsAnswered(orElse(registry::pools, Optional.empty())));
    }

    void reportDeath(UUID instance) {
        run(() ->
                new Signal.DeathReported(
                        instance, orElse(() -> registry.reportDeath(instance), false)));
    }

    void probe(UUID instance, String address) {
        run(() -> new Signal.Probed(instance, orElse(() -> probe.answers(address), false)));
    }

    /** Wakes the loop; from any thread. One that finds the inbox full is awake anyway. */
    void someoneDied() {
        var _ = inbox.offer(new Signal.SomeoneDied());
    }

    /** The next signal, or null when there is none. */
    @Nullable Signal next() {
        return inbox.poll();
    }

    /** The next signal, or null when none came within the limit. */
    @Nullable Signal await(Duration limit) throws InterruptedException {
        return inbox.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run(Supplier<Signal> errand) {
        elsewhere.execute(() -> tell(errand.get()));
    }

    private static <T> T orElse(Supplier<T> question, T whenItFails) {
        try {
            return question.get();
        } catch (RuntimeException failed) {
            return whenItFails;
        }
    }

    private void tell(Signal signal) {
        try {
            inbox.put(signal);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
