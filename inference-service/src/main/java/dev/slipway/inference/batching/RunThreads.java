package dev.slipway.inference.batching;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * The threads of a replica that run batches. Ordinary runs take all the processors there are; who
 * reads requests, refuses them and writes answers comes first nevertheless, and so do urgent runs,
 * which have threads of their own: on Linux the threads of ordinary runs, and those that load, are
 * nicer than all others.
 *
 * @param ordinary for the slots of versions, by turns
 * @param urgent for what runs beside those
 * @param loading for what opens engines, warms them and tries them
 */
public record RunThreads(EngineWorkers ordinary, EngineWorkers urgent, NiceThreads loading) {
    /**
     * None are started yet.
     *
     * @param nanoTime the clock by which runs are long and held slots due
     */
    public static RunThreads of(BatchingSettings settings, LongSupplier nanoTime) {
        int processors = Runtime.getRuntime().availableProcessors();
        NiceThreads nice = new NiceThreads(settings.engineNice());
        Executor ordinary = nice.numbered("engine");
        Executor urgent = new NiceThreads(0).numbered("urgent");
        return new RunThreads(
                new EngineWorkers(processors, nanoTime, ordinary),
                new EngineWorkers(processors, nanoTime, urgent),
                nice);
    }

    /** Threads that run a batch, or look for one. */
    public int awake() {
        return sum(EngineWorkers::awake);
    }

    /** Threads that have nothing to run. */
    public int asleep() {
        return sum(EngineWorkers::asleep);
    }

    /** Slots that wait for a thread. */
    public int slotsWaiting() {
        return sum(EngineWorkers::slotsWaiting);
    }

    private int sum(ToIntFunction<EngineWorkers> count) {
        return count.applyAsInt(ordinary) + count.applyAsInt(urgent);
    }
}
