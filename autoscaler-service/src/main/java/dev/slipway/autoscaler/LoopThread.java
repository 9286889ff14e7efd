package dev.slipway.autoscaler;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Runs a loop as long as the application runs; replicas outlive it. */
final class LoopThread implements SmartLifecycle {
    private final String name;
    private final Runnable loop;
    private @Nullable Thread thread;

    LoopThread(String name, Runnable loop) {
        this.name = name;
        this.loop = loop;
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().name(name).start(loop);
        }
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
