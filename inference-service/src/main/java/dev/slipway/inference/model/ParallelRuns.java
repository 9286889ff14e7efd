package dev.slipway.inference.model;

import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one request again and again on several threads at once, within the request's deadline. */
final class ParallelRuns implements SharingSearch.Pace {
    private static final Logger LOG = LoggerFactory.getLogger(ParallelRuns.class);

    private final EngineRequest request;
    private final int runsOfEach;
    private final LongSupplier nanoTime;

    /**
     * Runs nothing yet.
     *
     * @param runsOfEach runs of each thread
     */
    ParallelRuns(EngineRequest request, int runsOfEach, LongSupplier nanoTime) {
        this.request = request;
        this.runsOfEach = runsOfEach;
        this.nanoTime = nanoTime;
    }

    @Override
    public double nanosOfARun(Engine engine, int atOnce) {
        AtomicBoolean failed = new AtomicBoolean();
        List<Thread> others = new ArrayList<>();
        long begun = nanoTime.getAsLong();
        try {
            for (int i = 1; i < atOnce; i++) {
                others.add(
                        Thread.ofPlatform()
                                .daemon()
                                .name("trial-" + i)
                                .start(() -> run(engine, failed)));
            }
            run(engine, failed);
        } finally {
            others.forEach(ParallelRuns::join);
        }
        double nanos = (double) Math.max(1, nanoTime.getAsLong() - begun);
        boolean late = request.deadline().isOver();
        return failed.get() || late ? Double.NaN : nanos / ((double) runsOfEach * atOnce);
    }

    private void run(Engine engine, AtomicBoolean failed) {
        try {
            for (int i = 0; i < runsOfEach && !failed.get(); i++) {
                if (!CostTrial.isAnswered(engine, request)) {
                    failed.set(true);
                }
            }
        } catch (RuntimeException | Error bug) {
            failed.set(true);
            LOG.warn("a run that was tried ended unexpectedly", bug);
        }
    }

    /** Nothing may be closed underneath a run: an interruption waits too. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
