package dev.slipway.inference.batching;

import java.util.ArrayList;
import java.util.List;

/** The threads of one version's queue, from their start to their end. */
final class EngineThreads {
    private final List<Thread> threads = new ArrayList<>();

    /** Starts one; what it throws when there can be none is the caller's affair. */
    void start(String name, Runnable work) {
        threads.add(Thread.ofPlatform().daemon().name("engine-" + name).start(work));
    }

    /** Waits for all of them; an interruption is kept for later. */
    void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
