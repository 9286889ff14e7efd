package dev.slipway.gateway.drain.http;

import dev.slipway.gateway.drain.Drain;
import org.springframework.context.SmartLifecycle;

/** Drains before anything else of the application stops. */
final class DrainLifecycle implements SmartLifecycle {
    private final Drain drain;
    private volatile boolean running;

    public DrainLifecycle(Drain drain) {
        this.drain = drain;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            drain.run();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
