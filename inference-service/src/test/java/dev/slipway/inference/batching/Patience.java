package dev.slipway.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** How long tests wait for what other threads do. */
final class Patience {
    static final int SECONDS = 20;

    /** Of engines that yield to nobody. */
    static final Executor THREADS = new NiceThreads(0).numbered("engine");

    private Patience() {}

    static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("patience").isNegative();
            Thread.onSpinWait();
        }
    }

    /** Until so many of them run something or look for it. */
    static void untilAwake(EngineWorkers workers, int threads) {
        until(() -> workers.awake() == threads);
    }
}
