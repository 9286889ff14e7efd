package dev.slipway.autoscaler;

import dev.slipway.autoscaler.sizing.SizingLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Runs the sizing loop as long as the application runs; replicas outlive it. */
final class LoopThread implements SmartLifecycle {
    private final SizingLoop loop;
    private @Nullable Thread thread;

    LoopThread(SizingLoop loop) {
        this.loop = loop;
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().name("sizing").start(loop);
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
